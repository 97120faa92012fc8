//! Who asks: the address of the peer, or what a proxy of ours says.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use ipnet::IpNet;
use thiserror::Error;

/// The header in which each proxy adds the address that it was asked by.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub(in crate::server) struct Peer(pub(in crate::server) IpAddr);

/// Whoever shares an allowance: an IPv4 address, or 64 bits of an IPv6 address, for so much is
/// given to one household at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::server) struct Client(IpAddr);

impl From<IpAddr> for Client {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                Self(IpAddr::from([a, b, c, d, 0, 0, 0, 0]))
            }
            v4 => Self(v4),
        }
    }
}

/// Those whose word is believed on whom they ask for: our own proxies.
#[derive(Debug, Clone, Default)]
pub struct Proxies(Vec<IpNet>);

/// What was given is neither an address nor a network.
#[derive(Debug, Error)]
#[error("`{0}` is neither an address nor a network; write 127.0.0.1 or 10.0.0.0/8")]
pub struct NoNetwork(String);

impl Proxies {
    /// Addresses such as `127.0.0.1`, and networks such as `10.0.0.0/8`.
    ///
    /// # Errors
    ///
    /// The first that is neither.
    pub fn parse<S: AsRef<str>>(list: &[S]) -> Result<Self, NoNetwork> {
        let net = |text: &S| {
            let text = text.as_ref().trim();
            let address = || text.parse().map(|a: IpAddr| IpNet::from(a.to_canonical()));
            text.parse().or_else(|_| address()).map_err(|_neither| NoNetwork(text.to_owned()))
        };
        list.iter().map(net).collect::<Result<_, _>>().map(Self)
    }

    /// Whether this is one of them.
    pub(in crate::server) fn hold(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|net| net.contains(&address))
    }

    /// For whom a peer asks. Each proxy adds to the right, so that only what stands right of the
    /// first stranger is true: that stranger is who asks, and what it wrote itself is not read.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Client {
        let mut nearest = peer;
        let values = headers.get_all(FORWARDED_FOR).iter().collect::<Vec<_>>();
        let mut hops = values.into_iter().rev().flat_map(hops);
        while self.hold(nearest) {
            match hops.next().and_then(address) {
                Some(before) => nearest = before,
                None => break,
            }
        }
        nearest.into()
    }
}

/// The hops of a header, the last first.
fn hops(value: &HeaderValue) -> impl Iterator<Item = &str> {
    value.to_str().unwrap_or_default().rsplit(',')
}

/// Some proxies write the port as well.
fn address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    hop.parse().ok().or_else(|| hop.parse().ok().map(|s: SocketAddr| s.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(proxies: &[&str], peer: &str, forwarded: &[&str]) -> Client {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, HeaderValue::from_str(value).unwrap());
        }
        Proxies::parse(proxies).unwrap().client(peer.parse().unwrap(), &headers)
    }

    #[test]
    fn only_a_proxy_of_ours_is_believed_and_only_what_it_added() {
        let ours = ["127.0.0.1", "10.0.0.0/8", "fd00::/8"];
        for (proxies, peer, forwarded, expected) in [
            (&[][..], "203.0.113.7", &["198.51.100.1"][..], "203.0.113.7"),
            (&ours, "203.0.113.7", &["198.51.100.1"], "203.0.113.7"),
            (&ours, "127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            (&ours, "::ffff:127.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            (&ours, "127.0.0.1", &["192.0.2.9, 198.51.100.1, 10.1.2.3"], "198.51.100.1"),
            (&ours, "127.0.0.1", &["192.0.2.9", "198.51.100.1", "10.1.2.3"], "198.51.100.1"),
            (&ours, "fd00::1", &["2001:db8:1:2:3::4"], "2001:db8:1:2::"),
            (&ours, "127.0.0.1", &["192.0.2.9, nonsense, 10.1.2.3"], "10.1.2.3"),
            (&ours, "127.0.0.1", &[], "127.0.0.1"),
        ] {
            let expected = Client(expected.parse().unwrap());
            assert_eq!(client(proxies, peer, forwarded), expected, "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn one_household_of_ipv6_is_one_client_and_mapped_ipv4_is_ipv4() {
        let of = |text: &str| Client::from(text.parse::<IpAddr>().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[test]
    fn what_is_no_network_is_refused_with_what_would_be() {
        let error = Proxies::parse(&["10.0.0.0/8", "nginx"]).unwrap_err().to_string();
        assert!(error.contains("`nginx`") && error.contains("10.0.0.0/8"), "{error}");
    }
}
