//! Whether geo zones serve an address.

/// A row of `geo_zone` that is not deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeoZone {
    /// How narrow it is.
    pub zone_type: GeoZoneType,
    /// Two letters, lower case.
    pub country_code: String,
    /// For provinces and narrower.
    pub province_code: Option<String>,
    /// For cities and narrower.
    pub city: Option<String>,
    /// The postal code, where `postal_expression` is a JSON text. The objects that the admin API takes have no meaning
    /// upstream: a zone with one serves no address.
    pub postal_code: Option<String>,
}

/// `geo_zone.type`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the wire's")]
pub enum GeoZoneType {
    Country,
    Province,
    City,
    Zip,
}

impl GeoZoneType {
    /// Reads the column.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "country" => Self::Country,
            "province" => Self::Province,
            "city" => Self::City,
            "zip" => Self::Zip,
            _ => return None,
        })
    }
}

/// Where the goods go. Texts compare exactly; an empty text is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the wire's")]
pub struct Address<'a> {
    pub country_code: Option<&'a str>,
    pub province_code: Option<&'a str>,
    pub city: Option<&'a str>,
    pub postal_code: Option<&'a str>,
}

/// Whether one of the zones holds the address. What the address does not say is not compared, and an address that says
/// nothing is served everywhere.
pub fn serves(geo_zones: &[GeoZone], address: &Address<'_>) -> bool {
    let given = |part: Option<&'_ str>| part.is_some_and(|text| !text.is_empty());
    let Address { country_code, province_code, city, postal_code } = *address;
    if ![country_code, province_code, city, postal_code].into_iter().any(given) {
        return true;
    }
    let same = |zone: Option<&str>, part: Option<&str>| !given(part) || zone == part;
    geo_zones.iter().any(|zone| {
        let in_country = same(Some(&zone.country_code), country_code);
        let in_province = same(zone.province_code.as_deref(), province_code);
        let in_city = same(zone.city.as_deref(), city);
        match zone.zone_type {
            GeoZoneType::Country => given(country_code) && in_country,
            GeoZoneType::Province => given(province_code) && in_country && in_province,
            GeoZoneType::City => given(city) && in_country && in_province && in_city,
            GeoZoneType::Zip => {
                let in_zip = zone.postal_code.as_deref() == postal_code;
                given(postal_code) && in_country && in_province && in_city && in_zip
            }
        }
    })
}
