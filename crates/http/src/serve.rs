//! The socket: connections are taken, kept alive, and at the end given up without an answer owed.

use crate::server::{Http, Server};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{CONNECTION, HeaderValue};
use futures_util::FutureExt as _;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tower::ServiceExt as _;

/// What a stopping server waits beyond the time that its last request may take.
const DRAIN_SPARE: Duration = Duration::from_secs(5);
/// How long a stopping server leaves a connection open on which nothing is asked: a request may be on its way.
const LINGER: Duration = Duration::from_secs(1);
/// The pause after a connection could not be taken, for want of file handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

impl Server {
    /// Serves until `stop` is ready. Then it takes no more connections, answers what is asked on those that it has with
    /// `connection: close`, and closes the others after a second.
    pub async fn serve(
        listener: TcpListener,
        router: Router,
        http: Arc<Http>,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let (close, closing) = watch::channel(false);
        let mut stop = pin!(stop);
        let take = |(stream, peer): (TcpStream, SocketAddr)| {
            tokio::spawn(converse(stream, peer, router.clone(), closing.clone()));
        };
        loop {
            let accepted = tokio::select! {
                biased;
                () = &mut stop => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok(accepted) => take(accepted),
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => {
                    tracing::error!(error.cause = %error, "a connection could not be taken");
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        // The system has told these clients already that they are connected.
        while let Some(Ok(accepted)) = listener.accept().now_or_never() {
            take(accepted);
        }
        drop(listener);
        drop(closing);
        let _ = close.send(true);
        let drained = async {
            close.closed().await;
            http.rest().await;
        };
        if timeout(http.config().request_timeout + DRAIN_SPARE, drained).await.is_err() {
            tracing::warn!("stopped while requests were still at work");
        }
        Ok(())
    }
}

/// Answers what is asked on one connection. While it lives, it holds `closing`.
async fn converse(stream: TcpStream, peer: SocketAddr, router: Router, mut closing: watch::Receiver<bool>) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(error.cause = %error, "a socket kept its delay");
    }
    let is_closing = closing.clone();
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let (answer, is_closing) = (router.clone().oneshot(request), is_closing.clone());
        async move {
            let mut response = answer.await?;
            if *is_closing.borrow() {
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, std::convert::Infallible>(response)
        }
    });
    let mut connection = pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    let lingered = async {
        let closes = closing.wait_for(|closes| *closes).await.is_ok();
        if closes {
            sleep(LINGER).await;
        }
    };
    let done = tokio::select! {
        done = connection.as_mut() => done,
        () = lingered => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = done {
        // Clients come and go as they like.
        tracing::trace!(error.cause = %error, "a connection ended");
    }
}

/// Whether it says something of the connection that was to be taken, and nothing of the next.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
