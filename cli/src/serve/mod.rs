//! `copydesk serve`: a page in the browser that shows what the library says of a page.
//!
//! What is sent here is hostile by assumption. It is never part of anything that a browser runs: the page gets it as JSON and shows it
//! as text, under a policy that forbids all else (`answer.rs`). Who may ask at all is decided in `gate.rs`.

mod answer;
mod body;
mod gate;
mod query;
mod routes;
mod work;

use crate::args::Serve;
use crate::failure::plain;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use routes::Site;
use std::convert::Infallible;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Connections at once; more wait to be accepted.
const CONNECTIONS: usize = 64;
/// How long a client may take for the head of a request, or stay without one.
const HEAD: Duration = Duration::from_secs(30);
/// How long what was begun may take after Ctrl-C.
const GRACE: Duration = Duration::from_secs(3);

pub fn run(args: &Serve) -> Result<ExitCode, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {}", plain(&error)))?;
    let (stop, stopped) = watch::channel(false);
    let listener = match runtime.block_on(TcpListener::bind(SocketAddr::new(args.address, args.port))) {
        Ok(listener) => listener,
        Err(error) => return Ok(refused(args, &error)),
    };
    let address = listener.local_addr().map_err(|error| plain(&error))?;
    // Without a handler Ctrl-C ends the process too, only less politely.
    let _ = ctrlc::set_handler(move || {
        if stop.send_replace(true) {
            std::process::exit(130);
        }
    });
    if !address.ip().is_loopback() {
        eprintln!(
            "copydesk: warning: {} is no loopback address: whoever reaches it may use this server, without password and without encryption",
            address.ip()
        );
    }
    let mut stdout = io::stdout();
    // Whoever started this may have closed its end; the server is of use all the same.
    let _ = writeln!(stdout, "http://{}/", shown(address)).and_then(|()| stdout.flush());
    runtime.block_on(accept(listener, Arc::new(Site::new(args)), stopped));
    runtime.shutdown_timeout(Duration::from_secs(1));
    Ok(ExitCode::SUCCESS)
}

/// What a browser on this machine opens.
fn shown(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::from(std::net::Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn refused(args: &Serve, error: &io::Error) -> ExitCode {
    let remedy = match error.kind() {
        io::ErrorKind::AddrInUse => ": choose another --port, or 0 for any that is free",
        io::ErrorKind::PermissionDenied => ": choose a --port above 1023",
        io::ErrorKind::AddrNotAvailable => ": choose an --address that this machine has",
        _ => "",
    };
    let address = SocketAddr::new(args.address, args.port);
    eprintln!("copydesk: cannot listen on {address}: {}{remedy}", plain(error));
    ExitCode::from(1)
}

async fn accept(listener: TcpListener, site: Arc<Site>, mut stopped: watch::Receiver<bool>) {
    let seats = Arc::new(Semaphore::new(CONNECTIONS));
    let mut open = JoinSet::new();
    loop {
        let next = async {
            let seat = Arc::clone(&seats).acquire_owned().await;
            (seat, listener.accept().await)
        };
        tokio::select! {
            _ = stopped.changed() => break,
            (seat, accepted) = next => match accepted {
                Ok((stream, _)) => {
                    let (site, stopped) = (Arc::clone(&site), stopped.clone());
                    open.spawn(async move {
                        connection(stream, site, stopped).await;
                        drop(seat);
                    });
                }
                // Too many open files, mostly: some will be closed.
                Err(_) => sleep(Duration::from_millis(50)).await,
            },
        }
        while open.try_join_next().is_some() {}
    }
    let _ = timeout(GRACE, async { while open.join_next().await.is_some() {} }).await;
}

async fn connection(stream: TcpStream, site: Arc<Site>, mut stopped: watch::Receiver<bool>) {
    let answers = service_fn(move |request| {
        let site = Arc::clone(&site);
        async move { Ok::<_, Infallible>(site.answer(request).await) }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(64 << 10)
        .serve_connection(TokioIo::new(stream), answers);
    let mut served = pin!(served);
    // A client that went away or sent nonsense is no concern of the others.
    tokio::select! {
        _ = served.as_mut() => return,
        _ = stopped.changed() => served.as_mut().graceful_shutdown(),
    }
    let _ = served.await;
}
