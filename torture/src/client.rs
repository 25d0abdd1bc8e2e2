//! One person's connection: HTTP/1.1, kept open, one request at a time.

use anyhow::{Context as _, Result, bail};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use hyper::{HeaderMap, Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value as Json;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;

/// The server promises an answer within 30 seconds; one that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(40);

/// A client of one server. An error of its methods means that no answer came: what was asked may have been done.
pub struct Client {
    address: SocketAddr,
    headers: HeaderMap,
    line: Option<SendRequest<Full<Bytes>>>,
}

/// An answer, whatever its status.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body as it came.
    pub body: Bytes,
}

impl Answer {
    /// The body; fails where it is no JSON.
    pub fn json(&self) -> Result<Json> {
        serde_json::from_slice(&self.body).with_context(|| format!("no JSON: {self}"))
    }

    /// The body of a success; fails with a [`Refusal`] otherwise.
    pub fn done(self) -> Result<Json> {
        if !(200..300).contains(&self.status) {
            return Err(Refusal(self).into());
        }
        self.json()
    }
}

/// An answer that is no success: unlike other errors it says that nothing was done.
#[derive(Debug)]
pub struct Refusal(pub Answer);

impl Refusal {
    /// The refusal in an error, if it is one.
    pub fn of(error: &anyhow::Error) -> Option<&Answer> {
        error.downcast_ref::<Self>().map(|refusal| &refusal.0)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "refused: {}", self.0)
    }
}

impl std::error::Error for Refusal {}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text: String = String::from_utf8_lossy(&self.body).chars().take(300).collect();
        write!(f, "{} {text}", self.status)
    }
}

impl Client {
    /// A client that is not connected yet.
    pub fn new(address: SocketAddr) -> Self {
        Self { address, headers: HeaderMap::new(), line: None }
    }

    /// Sends this header with each request.
    pub fn with_header(mut self, name: &'static str, value: &str) -> Result<Self> {
        self.headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value)?);
        Ok(self)
    }

    /// Another connection of the same person.
    pub fn again(&self) -> Self {
        Self { address: self.address, headers: self.headers.clone(), line: None }
    }

    /// Talks to another server from now on.
    pub fn turn_to(&mut self, address: SocketAddr) {
        (self.address, self.line) = (address, None);
    }

    /// `GET`
    pub async fn get(&mut self, path: &str) -> Result<Answer> {
        self.call(Method::GET, path, None, &[]).await
    }

    /// `POST`
    pub async fn post(&mut self, path: &str, body: &Json) -> Result<Answer> {
        self.call(Method::POST, path, Some(body), &[]).await
    }

    /// A request with headers of its own.
    pub async fn call(
        &mut self,
        method: Method,
        path: &str,
        body: Option<&Json>,
        headers: &[(&'static str, &str)],
    ) -> Result<Answer> {
        let asked = format!("{method} {path}");
        let mut request = Request::new(Full::new(body.map_or_else(Bytes::new, |b| b.to_string().into())));
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().with_context(|| asked.clone())?;
        *request.headers_mut() = self.headers.clone();
        request.headers_mut().insert(HOST, HeaderValue::from_str(&self.address.to_string())?);
        if body.is_some() {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        for (name, value) in headers {
            request.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_str(value)?);
        }
        match tokio::time::timeout(PATIENCE, self.send(request)).await {
            Ok(answer) => answer.context(asked),
            Err(_) => {
                self.line = None;
                bail!("{asked}: no answer within {PATIENCE:?}")
            }
        }
    }

    async fn send(&mut self, request: Request<Full<Bytes>>) -> Result<Answer> {
        let mut line = match self.line.take() {
            Some(mut line) => match line.ready().await {
                Ok(()) => line,
                Err(_) => connect(self.address).await?,
            },
            None => connect(self.address).await?,
        };
        let response = line.send_request(request).await?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await?.to_bytes();
        self.line = Some(line);
        Ok(Answer { status, body })
    }
}

async fn connect(address: SocketAddr) -> Result<SendRequest<Full<Bytes>>> {
    let socket = TcpStream::connect(address).await?;
    socket.set_nodelay(true)?;
    let (line, connection) = http1::handshake(TokioIo::new(socket)).await?;
    // It ends with the server or with the client; either way the request on it tells.
    tokio::spawn(connection);
    Ok(line)
}
