//! Everything that is served at one moment: immutable layer versions, and what one caller may
//! see of them. Engines take a [`View`], never a [`Snapshot`], so that access cannot be forgotten.

mod area;
mod areas;
mod bare;
mod borders;
mod codes;
mod current;
mod fate;
mod grant;
mod has_dust;
mod labels;
mod layer_memory;
mod layer_version;
mod locator;
mod nearby;
mod outline;
mod published;
mod recipe;
mod role;
mod small_counts;
mod view;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::{Access, City, LayerId, Scope};
pub use area::{Area, DecidedBy, Memory};
pub use borders::NearEdge;
pub use current::Current;
pub use fate::Fate;
pub use grant::Grant;
pub use has_dust::HasDust;
pub use labels::Labels;
pub use layer_memory::LayerMemory;
pub use layer_version::LayerVersion;
pub use nearby::Near;
pub use outline::{Edition, Outline, Rules, Sight};
pub use published::Published;
pub use recipe::Recipe;
use view::Parts;
pub use view::{About, View};

/// The layer versions of one moment. Publishing makes another and shares what did not change.
#[derive(Debug, Clone)]
pub struct Snapshot(Arc<All>);

#[derive(Debug)]
struct All {
    served: Served,
    unavailable: BTreeMap<LayerId, Option<About>>,
    access: BTreeMap<LayerId, Access>,
    /// The scopes that open anything here.
    scopes: BTreeSet<Scope>,
    public: View,
    /// Views of others, the last asked for first.
    others: Mutex<VecDeque<(Grant, View)>>,
}

#[derive(Debug, Clone)]
struct Served {
    city: Arc<City>,
    layers: BTreeMap<LayerId, Arc<LayerVersion>>,
    /// What stands in the place of layers with small counts for all who lack the scope.
    published: BTreeMap<LayerId, (Scope, Arc<LayerVersion>)>,
}

/// Views that are kept beside that of everybody. One is a list of layers, soon made again.
const VIEWS: usize = 16;

impl Snapshot {
    /// A snapshot of a city and its layers, all of which everybody may see. `unavailable` are
    /// those that are declared and not served, so that an answer can say that they are missing
    /// from it; `None` where not even their manifest can be read.
    pub fn new(
        city: City,
        layers: impl IntoIterator<Item = Arc<LayerVersion>>,
        unavailable: BTreeMap<LayerId, Option<About>>,
    ) -> Self {
        let layers: BTreeMap<LayerId, Arc<LayerVersion>> =
            layers.into_iter().map(|l| (l.layer().id.clone(), l)).collect();
        let named = layers.keys().chain(unavailable.keys());
        let access = named.map(|id| (id.clone(), Access::Public)).collect();
        let table = |(id, layer): (&LayerId, &Arc<LayerVersion>)| {
            let (scope, table) = small_counts::published(&city, layer, &layers)?;
            Some((id.clone(), (scope, Arc::new(table))))
        };
        let published = layers.iter().filter_map(table).collect();
        let served = Served { city: Arc::new(city), layers, published };
        Self::of(served, unavailable, access)
    }

    /// The same, where each layer may be seen by those that are named for it, and by nobody where
    /// none are.
    #[must_use]
    pub fn with_access(self, access: BTreeMap<LayerId, Access>) -> Self {
        Self::of(self.0.served.clone(), self.0.unavailable.clone(), access)
    }

    fn of(
        served: Served,
        unavailable: BTreeMap<LayerId, Option<About>>,
        access: BTreeMap<LayerId, Access>,
    ) -> Self {
        let scope = |access: &Access| match access {
            Access::Scope(scope) => Some(scope.clone()),
            Access::Public | Access::Nobody => None,
        };
        let exact = served.published.values().map(|(scope, _)| scope.clone());
        let scopes = access.values().filter_map(scope).chain(exact).collect();
        let nothing = Parts {
            city: Arc::clone(&served.city),
            layers: Vec::new(),
            unavailable: BTreeMap::new(),
            scopes: BTreeMap::new(),
        };
        let public = nothing.into();
        let others = Mutex::default();
        let mut all = All { served, unavailable, access, scopes, public, others };
        all.public = all.seen_by(&Grant::public());
        Self(Arc::new(all))
    }

    /// What a caller may see. Grants that open the same have the same view.
    pub fn view(&self, grant: &Grant) -> View {
        let grant = grant.among(&self.0.scopes);
        if grant == Grant::public() {
            return self.0.public.clone();
        }
        let mut others = self.0.others.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = others.iter().position(|(of, _)| *of == grant);
        let found = kept.and_then(|at| others.remove(at));
        let (grant, view) = found.unwrap_or_else(|| {
            let view = self.0.seen_by(&grant);
            (grant, view)
        });
        others.truncate(VIEWS - 1);
        others.push_front((grant, view.clone()));
        view
    }

    /// Who may see a layer.
    pub fn access(&self, id: &LayerId) -> &Access {
        self.0.access.get(id).unwrap_or(&Access::Nobody)
    }

    /// Who may see each layer.
    pub fn accesses(&self) -> &BTreeMap<LayerId, Access> {
        &self.0.access
    }
}

impl All {
    fn seen_by(&self, grant: &Grant) -> View {
        let sees = |id: &LayerId| grant.opens(self.access.get(id).unwrap_or(&Access::Nobody));
        let scope = |(id, access): (&LayerId, &Access)| match access {
            Access::Scope(scope) if grant.has(scope) => Some((id.clone(), scope.clone())),
            _ => None,
        };
        let unavailable = self.unavailable.iter().filter(|(id, _)| sees(id));
        let Served { city, layers, published } = &self.served;
        let layers = layers.iter().filter(|(id, _)| sees(id));
        let version = |(id, exact)| match published.get(id) {
            Some((scope, table)) if !grant.has(scope) => Arc::clone(table),
            _ => Arc::clone(exact),
        };
        let parts = Parts {
            city: Arc::clone(city),
            layers: layers.map(version).collect(),
            unavailable: unavailable.map(|(id, about)| (id.clone(), about.clone())).collect(),
            scopes: self.access.iter().filter_map(scope).collect(),
        };
        parts.into()
    }
}
