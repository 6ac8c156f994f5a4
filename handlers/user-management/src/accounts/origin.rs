//! Where guesses of a password come from.

use std::{fmt, net::IpAddr};

/// The source of requests: an IPv4 address, or the first half of an IPv6 address, because one
/// customer of a provider has all addresses with the same first half.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    /// The origin of an IP address. All text that is no address is one origin.
    pub fn of(address: &str) -> Self {
        match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
            Ok(IpAddr::V4(address)) => Self(address.to_string()),
            Ok(IpAddr::V6(address)) => {
                let [first, second, third, fourth, ..] = address.segments();
                Self(format!("{first:x}:{second:x}:{third:x}:{fourth:x}::/64"))
            }
            Err(_) => Self("unknown".to_owned()),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str, expected: &str) {
        assert_eq!(Origin::of(address).to_string(), expected, "`{address}`");
    }

    #[test]
    fn each_ipv4_address_is_an_origin() {
        check("203.0.113.7", "203.0.113.7");
        check("::ffff:203.0.113.7", "203.0.113.7");
    }

    #[test]
    fn ipv6_addresses_of_one_network_are_one_origin() {
        check("2001:db8:1:2::1", "2001:db8:1:2::/64");
        check("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64");
        check("2001:db8:1:3::1", "2001:db8:1:3::/64");
    }

    #[test]
    fn all_other_text_is_one_origin() {
        check("", "unknown");
        check("203.0.113.7, 10.0.0.1", "unknown");
    }
}
