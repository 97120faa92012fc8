//! The kinds of problem: one table, from which replies, `/problems` and the description come.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::extract::Segments;
use super::openapi::{BadAddress, EXAMPLE_PROBLEM_KIND, EXAMPLE_PROBLEM_KINDS, Faults, example};
use super::problem::Problem;
use crate::model::Words;

/// The kind of a problem, as the address of its description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ProblemType)]
pub(super) enum Kind {
    #[serde(rename = "/problems/bad-parameter")]
    BadParameter,
    #[serde(rename = "/problems/unauthorized")]
    Unauthorized,
    #[serde(rename = "/problems/not-found")]
    NotFound,
    #[serde(rename = "/problems/method-not-allowed")]
    MethodNotAllowed,
    #[serde(rename = "/problems/body-too-large")]
    BodyTooLarge,
    #[serde(rename = "/problems/unsupported-media-type")]
    UnsupportedMediaType,
    #[serde(rename = "/problems/bad-body")]
    BadBody,
    #[serde(rename = "/problems/too-many-requests")]
    TooManyRequests,
    #[serde(rename = "/problems/busy")]
    Busy,
    #[serde(rename = "/problems/internal")]
    Internal,
}

/// What is said of a kind, each text in Indonesian and English.
pub(super) struct About {
    /// The last part of its address.
    pub(super) name: &'static str,
    pub(super) status: StatusCode,
    pub(super) title: [&'static str; 2],
    /// When it happens.
    pub(super) when: [&'static str; 2],
    /// What to do about it.
    pub(super) mend: [&'static str; 2],
}

impl Kind {
    /// In the order of their status.
    pub(super) const ALL: [Self; 10] = [
        Self::BadParameter,
        Self::Unauthorized,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::BodyTooLarge,
        Self::UnsupportedMediaType,
        Self::BadBody,
        Self::TooManyRequests,
        Self::Internal,
        Self::Busy,
    ];

    /// The row of the table.
    pub(super) const fn about(self) -> About {
        match self {
            Self::BadParameter => BAD_PARAMETER,
            Self::Unauthorized => UNAUTHORIZED,
            Self::NotFound => NOT_FOUND,
            Self::MethodNotAllowed => METHOD_NOT_ALLOWED,
            Self::BodyTooLarge => BODY_TOO_LARGE,
            Self::UnsupportedMediaType => UNSUPPORTED_MEDIA_TYPE,
            Self::BadBody => BAD_BODY,
            Self::TooManyRequests => TOO_MANY_REQUESTS,
            Self::Internal => INTERNAL,
            Self::Busy => BUSY,
        }
    }
}

const BAD_PARAMETER: About = About {
    name: "bad-parameter",
    status: StatusCode::BAD_REQUEST,
    title: ["Parameter tidak dapat dipakai", "A parameter cannot be used"],
    when: [
        "Sebuah parameter tidak diisi, salah, tidak dikenal, atau diberikan dua kali.",
        "A parameter is missing, wrong, unknown or given twice.",
    ],
    mend: [
        "`parameter` menyebut namanya dan `detail` nilai yang benar; perbaiki lalu kirim lagi.",
        "`parameter` names it and `detail` says what would be right; correct it and ask again.",
    ],
};

const UNAUTHORIZED: About = About {
    name: "unauthorized",
    status: StatusCode::UNAUTHORIZED,
    title: ["Kunci tidak berlaku", "The key is not taken"],
    when: [
        "Kunci di `Authorization` salah, sudah habis masanya, atau sudah dicabut.",
        "The key in `Authorization` is wrong, has expired or was revoked.",
    ],
    mend: [
        "Minta kunci baru kepada pengelola layanan; tanpa `Authorization` yang terbuka bagi semua \
         orang tetap dijawab.",
        "Ask those who run the service for a new one; without `Authorization` what everybody may \
         see is answered.",
    ],
};

const NOT_FOUND: About = About {
    name: "not-found",
    status: StatusCode::NOT_FOUND,
    title: ["Tidak ditemukan", "Not found"],
    when: [
        "Alamat, lapisan, gaya, atau petak ini tidak ada di sini.",
        "There is no such address, layer, style or tile here.",
    ],
    mend: [
        "`detail` menyebut yang ada; semua lapisan tercantum di /v1/layers.",
        "`detail` lists those that exist; all layers are at /v1/layers.",
    ],
};

const METHOD_NOT_ALLOWED: About = About {
    name: "method-not-allowed",
    status: StatusCode::METHOD_NOT_ALLOWED,
    title: ["Metode tidak didukung", "Method not allowed"],
    when: [
        "Alamat ini ada, tetapi tidak untuk metode HTTP ini.",
        "The address exists, but not for this HTTP method.",
    ],
    mend: [
        "Pakai salah satu metode yang tertulis di `Allow`.",
        "Use one of the methods that `Allow` names.",
    ],
};

const BODY_TOO_LARGE: About = About {
    name: "body-too-large",
    status: StatusCode::PAYLOAD_TOO_LARGE,
    title: ["Isi permintaan terlalu besar", "The body is too large"],
    when: [
        "Isi permintaan lebih besar dari batas yang disebut di `detail`.",
        "The body of the request is larger than the bound that `detail` names.",
    ],
    mend: [
        "`detail` menyebut batasnya: bagi menjadi beberapa permintaan, sederhanakan poligonnya, \
         atau pakai `wareng at --input`, yang tanpa batas.",
        "`detail` names the bound: send it in parts, simplify the polygon, or use \
         `wareng at --input`, which has no bound.",
    ],
};

const UNSUPPORTED_MEDIA_TYPE: About = About {
    name: "unsupported-media-type",
    status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
    title: ["Jenis isi tidak didukung", "Unsupported media type"],
    when: [
        "`Content-Type` tidak ada, atau menyebut jenis yang tidak dibaca di sini.",
        "There is no `Content-Type`, or it names a type that is not read here.",
    ],
    mend: ["`detail` menyebut jenis yang dibaca.", "`detail` names the types that are read."],
};

const BAD_BODY: About = About {
    name: "bad-body",
    status: StatusCode::UNPROCESSABLE_ENTITY,
    title: ["Isi permintaan tidak dapat dibaca", "The body cannot be read"],
    when: [
        "Isi permintaan tidak berbentuk seperti yang disebut `Content-Type`.",
        "The body of the request is not what its `Content-Type` says.",
    ],
    mend: [
        "`detail` menyebut yang kurang; perbaiki lalu kirim lagi.",
        "`detail` says what is missing; correct it and ask again.",
    ],
};

const TOO_MANY_REQUESTS: About = About {
    name: "too-many-requests",
    status: StatusCode::TOO_MANY_REQUESTS,
    title: ["Terlalu banyak permintaan", "Too many requests"],
    when: [
        "Dari alamat atau kunci ini datang lebih banyak permintaan daripada jatahnya; pertanyaan \
         yang berat dihitung lebih mahal.",
        "More was asked from this address, or with this key, than one may ask; heavy questions \
         count for more.",
    ],
    mend: [
        "Coba lagi setelah sekian detik seperti di `Retry-After`.",
        "Ask again after as many seconds as `Retry-After` says.",
    ],
};

const INTERNAL: About = About {
    name: "internal",
    status: StatusCode::INTERNAL_SERVER_ERROR,
    title: ["Kesalahan pada layanan", "A fault of the service"],
    when: [
        "Layanan gagal menjawab karena kesalahannya sendiri; penyebabnya ada di catatannya.",
        "The service failed to answer through a fault of its own; the cause is in its log.",
    ],
    mend: [
        "Laporkan kepada pengelola layanan: kontaknya ada di /v1/layers.",
        "Report it to those who run the service: their contact is at /v1/layers.",
    ],
};

const BUSY: About = About {
    name: "busy",
    status: StatusCode::SERVICE_UNAVAILABLE,
    title: ["Sedang sibuk", "Busy"],
    when: [
        "Terlalu banyak permintaan sedang dikerjakan, atau yang ini belum selesai setelah 30 detik.",
        "Too many requests are being worked on, or this one was not done after 30 seconds.",
    ],
    mend: [
        "Coba lagi setelah sekian detik seperti di `Retry-After`.",
        "Ask again after as many seconds as `Retry-After` says.",
    ],
};

/// A kind of problem, in all languages.
#[derive(Serialize, ToSchema)]
pub(super) struct ProblemKind {
    /// The address of this description: the `type` of problems of this kind.
    #[serde(rename = "type")]
    kind: Kind,
    /// The status of such replies.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    title: Words,
    /// When it happens.
    when: Words,
    /// What to do about it.
    mend: Words,
}

/// All kinds of problems.
#[derive(Serialize, ToSchema)]
pub(super) struct ProblemKinds {
    problems: Vec<ProblemKind>,
}

impl From<Kind> for ProblemKind {
    fn from(kind: Kind) -> Self {
        let about = kind.about();
        Self {
            kind,
            status: about.status.as_u16(),
            title: words(about.title),
            when: words(about.when),
            mend: words(about.mend),
        }
    }
}

/// A text of the table.
pub(super) fn words([id, en]: [&str; 2]) -> Words {
    [("id", id), ("en", en)].into()
}

/// All kinds of problems
///
/// What can go wrong, and what to do then: the `type` of a problem is one of these.
#[utoipa::path(get, path = "/problems", tag = "Problems", operation_id = "problems",
    responses(
        (status = 200, body = ProblemKinds, description = "All kinds", example = json!(example(EXAMPLE_PROBLEM_KINDS))),
        Faults
    ))]
pub(super) async fn all() -> Response {
    let problems = Kind::ALL.into_iter().map(ProblemKind::from).collect();
    ([(header::CACHE_CONTROL, "no-cache")], Json(ProblemKinds { problems })).into_response()
}

/// One kind of problem
///
/// What the `type` of a problem leads to.
#[utoipa::path(get, path = "/problems/{kind}", tag = "Problems", operation_id = "problem",
    params(("kind" = String, Path, pattern = "^[a-z-]{1,64}$", description = "The last part of its `type`", example = "bad-parameter")),
    responses(
        (status = 200, body = ProblemKind, description = "The kind", example = json!(example(EXAMPLE_PROBLEM_KIND))),
        BadAddress, Faults
    ))]
pub(super) async fn one(Segments(name): Segments<String>) -> Result<Response, Problem> {
    let kind = Kind::ALL.into_iter().find(|k| k.about().name == name).ok_or_else(|| {
        let known = Kind::ALL.map(|k| k.about().name).join(", ");
        Problem::not_found(
            &format!("Tidak ada jenis galat ini; ada {known}"),
            &format!("there is no such kind of problem; there are {known}"),
        )
    })?;
    Ok(([(header::CACHE_CONTROL, "no-cache")], Json(ProblemKind::from(kind))).into_response())
}

#[cfg(test)]
mod tests {
    use utoipa::PartialSchema;

    use super::*;

    /// The description lists every variant, so that none can be left out of `ALL`.
    #[test]
    fn every_kind_is_listed_at_its_own_address() {
        let schema = serde_json::to_value(Kind::schema()).unwrap();
        let mut described: Vec<String> = serde_json::from_value(schema["enum"].clone()).unwrap();
        let mut listed = Kind::ALL.map(|k| format!("/problems/{}", k.about().name));
        for (kind, address) in Kind::ALL.iter().zip(&listed) {
            assert_eq!(serde_json::to_value(kind).unwrap(), **address);
        }
        described.sort();
        listed.sort();
        assert_eq!(described, listed);
    }
}
