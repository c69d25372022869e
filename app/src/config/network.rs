//! Networks of trusted proxies, and whose request it is behind them.

use std::{net::IpAddr, str::FromStr};

/// A network such as `10.0.0.0/8`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// The client's address, as far as it can be believed. Among the request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// Proxies whose `X-Forwarded-For` is believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(pub Vec<Network>);

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Network, ()> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse::<u8>().map_err(|_| ()))?;
        if bits > most { Err(()) } else { Ok(Network { address, bits }) }
    }
}

impl Network {
    /// Whether the address is in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        let (own, other, width) = match (self.address, address.to_canonical()) {
            (IpAddr::V4(a), IpAddr::V4(b)) => (u128::from(a.to_bits()), u128::from(b.to_bits()), 32),
            (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits(), b.to_bits(), 128),
            _ => return false,
        };
        let free = width - u32::from(self.bits);
        own.checked_shr(free) == other.checked_shr(free)
    }
}

impl Proxies {
    /// Who asks: the connection's other end, or, if that is a trusted proxy, the last address in
    /// `X-Forwarded-For` that isn't one. Anything before it may be invented.
    pub fn client(&self, peer: IpAddr, forwarded_for: Option<&str>) -> IpAddr {
        let trusted = |address: IpAddr| self.0.iter().any(|network| network.contains(address));
        let mut client = peer;
        for part in forwarded_for.unwrap_or_default().rsplit(',') {
            if !trusted(client) {
                break;
            }
            let Ok(before) = part.trim().parse() else { break };
            client = before;
        }
        client
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(proxies: &[&str], peer: &str, forwarded: &str) -> String {
        let proxies = Proxies(proxies.iter().map(|text| text.parse().unwrap()).collect());
        proxies.client(peer.parse().unwrap(), Some(forwarded)).to_string()
    }

    #[test]
    fn a_header_is_believed_from_a_trusted_proxy_alone() {
        assert_eq!(client(&[], "10.1.2.3", "1.1.1.1"), "10.1.2.3");
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", "1.1.1.1"), "1.1.1.1");
        assert_eq!(client(&["10.0.0.0/8"], "11.1.2.3", "1.1.1.1"), "11.1.2.3");
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", "6.6.6.6, 1.1.1.1, 10.9.9.9"), "1.1.1.1");
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", "garbage"), "10.1.2.3");
        assert_eq!(client(&["::1", "fd00::/8"], "fd00::2", "2001:db8::1"), "2001:db8::1");
        assert_eq!(client(&["0.0.0.0/0"], "10.1.2.3", "1.1.1.1, 2.2.2.2"), "1.1.1.1");
    }
}
