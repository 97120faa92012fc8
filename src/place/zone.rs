use super::distance::{ECCENTRICITY_SQUARED, SEMI_MAJOR_M};

/// Square metres between two parallels on the WGS 84 ellipsoid, for each degree of longitude;
/// negative where the second lies south of the first. Units: degrees.
///
/// Source: Snyder, "Map Projections: A Working Manual" (1987), equation 3-12.
pub fn zone_m2(from: f64, to: f64) -> f64 {
    let semi_minor2 = SEMI_MAJOR_M * SEMI_MAJOR_M * (1.0 - ECCENTRICITY_SQUARED);
    let e = ECCENTRICITY_SQUARED.sqrt();
    let q = |lat: f64| {
        let sin = lat.to_radians().sin();
        sin / (1.0 - ECCENTRICITY_SQUARED * sin * sin) + (e * sin).atanh() / e
    };
    semi_minor2 / 2.0 * (q(to) - q(from)) * 1_f64.to_radians()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_zones_are_the_whole_earth() {
        let earth = zone_m2(-90.0, 90.0) * 360.0;
        assert!((earth / 510_065_621_724_089.0 - 1.0).abs() < 1e-12, "{earth}");
    }
}
