//! What takes the time: the steps of an answer, one by one, in this process and without a socket.

use std::hint::black_box;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use tower::ServiceExt;
use wareng::place::Coord;
use wareng::query::{Question, at};
use wareng::snapshot::{Current, Grant, Snapshot};

use crate::asked::question;
use crate::clock::{Rounds, thread_time};
use crate::failure::Failure;
use crate::number::number;
use crate::served::BARE;

const ROUNDS: usize = 5;
const PLACES_A_ROUND: usize = 2_000;

/// Microseconds a request of each step, in rounds.
#[derive(Default)]
pub(crate) struct Breakdown {
    /// What a caller may see of the snapshot.
    pub(crate) view: Rounds,
    /// The answer where nothing is looked for around the place.
    pub(crate) covering: Rounds,
    /// The answer by default above that.
    pub(crate) distances: Rounds,
    pub(crate) json: Rounds,
    /// The parameters, the reply and freeing the answer: all else that the handler does above
    /// one that does nothing.
    pub(crate) handler: Rounds,
    /// The middleware and the routes, around a handler that does nothing.
    pub(crate) bare: Rounds,
}

/// Measures the steps; `service` serves the same snapshot.
pub(crate) fn breakdown(
    snapshot: &Snapshot,
    service: &Router,
    places: &[Coord],
) -> Result<Breakdown, Failure> {
    let current = Current::new(snapshot.clone().into());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let mut steps = Breakdown::default();
    for places in places.chunks(PLACES_A_ROUND).take(ROUNDS) {
        let questions: Vec<Question> = places.iter().filter_map(|place| question(*place)).collect();
        let nearby = questions.iter().cloned().map(|q| Question { radius_m: 0.0, ..q });
        let nearby: Vec<Question> = nearby.collect();
        let [whole, bare] =
            ["/v1/at", BARE].map(|path| runtime.block_on(through(service, requests(path, places))));
        let view = us_each(&questions, |_| current.get().view(&Grant::public()));
        let seen = snapshot.view(&Grant::public());
        let covering = us_each(&nearby, |question| at(&seen, question));
        let answer = us_each(&questions, |question| at(&seen, question));
        // Apart from the answering, beside whose scatter it is little.
        let answers: Vec<_> = questions.iter().map(|question| at(&seen, question)).collect();
        let json = us_each(&answers, serde_json::to_vec);
        steps.view.push(view);
        steps.covering.push(covering);
        steps.distances.push(answer - covering);
        steps.json.push(json);
        steps.handler.push(whole - bare - view - answer - json);
        steps.bare.push(bare);
    }
    Ok(steps)
}

/// Microseconds of this thread that a step takes for each question, or each answer.
fn us_each<I, T>(items: &[I], step: impl Fn(&I) -> T) -> f64 {
    let begin = thread_time();
    for item in items {
        black_box(step(item));
    }
    thread_time().saturating_sub(begin).as_secs_f64() * 1e6 / number(items.len())
}

fn requests(path: &str, places: &[Coord]) -> Vec<Request<Body>> {
    let request = |Coord { x, y }: &Coord| {
        Request::get(format!("{path}?lon={x}&lat={y}")).body(Body::empty()).ok()
    };
    places.iter().filter_map(request).collect()
}

/// Microseconds of this thread for each request, from the routes to the last byte.
async fn through(service: &Router, requests: Vec<Request<Body>>) -> f64 {
    let count = number(requests.len());
    let begin = thread_time();
    for request in requests {
        let Ok(reply) = service.clone().oneshot(request).await;
        black_box(reply.into_body().collect().await.ok());
    }
    thread_time().saturating_sub(begin).as_secs_f64() * 1e6 / count
}
