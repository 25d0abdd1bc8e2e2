//! A plain TCP balancer: connections go round the nodes that it knows; one that refuses is passed over.

use anyhow::Result;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

#[derive(Default)]
struct Book {
    nodes: Vec<SocketAddr>,
    next: usize,
    served: BTreeMap<SocketAddr, usize>,
}

/// The running balancer. Dropped, it closes.
pub struct Balancer {
    /// Where it listens.
    pub address: SocketAddr,
    book: Arc<Mutex<Book>>,
    serving: JoinHandle<()>,
}

impl Balancer {
    /// Opens on a port that the system chooses.
    pub async fn open(nodes: &[SocketAddr]) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let book = Arc::new(Mutex::new(Book { nodes: nodes.to_vec(), ..Book::default() }));
        let known = Arc::clone(&book);
        let serving = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass_on(client, Arc::clone(&known)));
            }
        });
        Ok(Self { address, book, serving })
    }

    /// Sends new connections there; those that are open stay where they are.
    pub fn turn_to(&self, nodes: &[SocketAddr]) {
        lock(&self.book).nodes = nodes.to_vec();
    }

    /// Connections by node.
    pub fn served(&self) -> BTreeMap<SocketAddr, usize> {
        lock(&self.book).served.clone()
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn lock(book: &Mutex<Book>) -> MutexGuard<'_, Book> {
    book.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn pass_on(mut client: TcpStream, book: Arc<Mutex<Book>>) {
    let (mut nodes, first) = {
        let mut book = lock(&book);
        book.next += 1;
        (book.nodes.clone(), book.next)
    };
    if nodes.is_empty() {
        return;
    }
    let first = first % nodes.len();
    nodes.rotate_left(first);
    for node in nodes {
        let Ok(mut server) = TcpStream::connect(node).await else { continue };
        *lock(&book).served.entry(node).or_default() += 1;
        let _ = (client.set_nodelay(true), server.set_nodelay(true));
        // Either end may go when it likes, and the other is told.
        let _ = copy_bidirectional(&mut client, &mut server).await;
        return;
    }
}
