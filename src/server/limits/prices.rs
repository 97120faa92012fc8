//! What a request costs: one table.

use std::time::Duration;

use axum::http::{HeaderMap, Method, header};

use crate::server::workers::Lane;

/// From here on a question is dear.
const DEAR: Duration = Duration::from_millis(5);

/// What a request is charged for, about the processor time that it takes, and whether it is
/// answered while others are turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) struct Price {
    /// Units: microseconds.
    us: u32,
    /// Beside it, for each megabyte of its body. Units: microseconds.
    us_per_mib: u32,
    /// Whether it is answered while there is too much to do.
    pub(super) is_spared: bool,
}

impl Price {
    /// What only looks at something that is there: no worker is needed, and turning it away
    /// would cost as much.
    pub(in crate::server) const LEAST: Self = Self { us: 100, us_per_mib: 0, is_spared: true };
    /// A snapshot of before that is not in memory: its layers are read and indexed.
    pub(in crate::server) const PAST: Self = Self::of_work(100_000);
    /// Those who see whether the service lives ask from anywhere.
    const FREE: Self = Self { us: 0, ..Self::LEAST };
    /// Pages of text are what is left where nothing else comes through, and cost their readers
    /// less than us.
    const TEXT: Self = Self { us: 200, ..Self::LEAST };

    const fn of_work(us: u32) -> Self {
        Self { us, us_per_mib: 0, is_spared: false }
    }

    /// The same, and what reading a body takes. Room for bodies is bound too: nobody can pay for
    /// all of it at once.
    const fn of_body(us: u32) -> Self {
        Self { us_per_mib: 40_000, ..Self::of_work(us) }
    }

    /// The price of a route.
    pub(in crate::server) fn of(method: &Method, route: &str) -> Self {
        Self::listed(method, route).unwrap_or(Self::LEAST)
    }

    /// The table. Figures are those of docs/BENCHMARKS.md, taken on the safe side.
    fn listed(method: &Method, route: &str) -> Option<Self> {
        let is_post = *method == Method::POST;
        let price = match route {
            "/healthz" | "/readyz" => Self::FREE,
            "/lokasi" | "/cari" | "/wilayah/{layer}/{id}" | "/sekolah" => Self::TEXT,
            "/v1/at" if is_post => Self::of_body(500),
            "/v1/within" if is_post => Self::of_body(5_000),
            "/v1/exposure" if is_post => Self::of_body(20_000),
            "/v1/at" | "/v1/layers" | "/v1/layers/{id}" => Self::LEAST,
            "/problems" | "/problems/{kind}" | "/openapi.json" => Self::LEAST,
            "/tiles/{layers}" | "/styles/{id}" | "/sprites/{file}" => Self::LEAST,
            "/tiles/{layers}/{z}/{x}/{y}" => Self::of_work(3_000),
            "/v1/search" => Self::of_work(2_000),
            "/v1/reverse" | "/v1/nearest" | "/v1/schools" | "/v1/schools/{npsn}/zone" => {
                Self::of_work(500)
            }
            "/v1/around" => Self::of_work(3_000),
            "/v1/snapshots" | "/v1/changes" => Self::of_work(2_000),
            "/v1/within" => Self::of_work(5_000),
            "/v1/at/{layer}/{id}" => Self::of_work(5_000),
            "/v1/exposure" => Self::of_work(20_000),
            "/v1/layers/{id}/features" => Self::of_work(50_000),
            _ => return None,
        };
        Some(price)
    }

    /// How long it may wait for a worker, of the longest that anything may: dear questions half as
    /// long as they take, so that they are the first to be turned away, and those that are let in
    /// are answered almost as fast as ever.
    pub(in crate::server) fn may_wait(self, headers: &HeaderMap, longest: Duration) -> Duration {
        let charge = self.charge(headers);
        if charge < DEAR { longest } else { longest.min(charge / 2) }
    }

    /// The lane in which the work of a request waits.
    pub(in crate::server) fn lane(self, headers: &HeaderMap) -> Lane {
        if self.charge(headers) < DEAR { Lane::Ordinary } else { Lane::Dear }
    }

    /// What this request is charged. A body of unknown length counts as the longest there may be.
    pub(super) fn charge(self, headers: &HeaderMap) -> Duration {
        const MIB: u64 = 1 << 20;
        let length =
            headers.get(header::CONTENT_LENGTH).and_then(|l| l.to_str().ok()?.parse().ok());
        // What is longer than any body may be is refused unread.
        let length = length.unwrap_or(8 * MIB).min(64 * MIB);
        let of_body = u64::from(self.us_per_mib) * length / MIB;
        Duration::from_micros(u64::from(self.us) + of_body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_that_is_described_has_its_price() {
        for (path, item) in &crate::server::api().paths.paths {
            for (method, operation) in [(Method::GET, &item.get), (Method::POST, &item.post)] {
                if operation.is_some() {
                    assert!(Price::listed(&method, path).is_some(), "{method} {path}");
                }
            }
        }
    }

    #[test]
    fn what_is_dear_may_wait_half_as_long_as_it_takes_and_what_is_cheap_longer() {
        let longest = Duration::from_millis(500);
        let none = HeaderMap::new();
        let may_wait = |route: &str| Price::of(&Method::GET, route).may_wait(&none, longest);
        assert_eq!(may_wait("/tiles/{layers}/{z}/{x}/{y}"), longest);
        assert_eq!(may_wait("/v1/exposure"), Duration::from_millis(10));
        assert_eq!(
            Price::of(&Method::GET, "/v1/exposure").may_wait(&none, Duration::ZERO),
            Duration::ZERO
        );
    }

    #[test]
    fn a_body_is_charged_by_its_length() {
        let charge = |length: Option<&str>| {
            let value = length.map(|l| (header::CONTENT_LENGTH, l.parse().unwrap()));
            let headers = value.into_iter().collect();
            Price::of(&Method::POST, "/v1/at").charge(&headers)
        };
        assert_eq!(charge(Some("0")), Duration::from_micros(500));
        assert_eq!(charge(Some("2097152")), Duration::from_micros(80_500));
        assert_eq!(charge(None), Duration::from_micros(320_500));
    }
}
