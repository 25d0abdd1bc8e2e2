//! What must never leave is out of reach of the graph: by name, by `*`, by filter, by sort key and by search, from every
//! entity, along every relation and shortcut.

use crate::doors::{Callers, none};
use serde_json::{Value as Json, json};
use std::collections::{HashMap, HashSet, VecDeque};
use stheno_api_key::ApiKey;
use stheno_auth::{
    AuthIdentity, AuthMfaFactor, AuthMfaRecoveryCode, AuthPasswordResetToken, AuthVerification,
    ProviderIdentity,
};
use stheno_commerce::commerce;
use stheno_kernel::{Error, JsonText};
use stheno_model::{FieldMeta, Model as _, ModelMeta, Records as _};
use stheno_query::{Graph, GraphRequest};
use stheno_testkit::{Shop, on_both};

const DEPTH_MAX: usize = 5;

/// Columns that nobody is shown.
const SECRET: &[(&str, &str)] = &[
    ("api_key", "salt"),
    ("auth_mfa_factor", "provider_metadata"),
    ("auth_mfa_recovery_code", "code_hash"),
    ("auth_password_reset_token", "token_hash"),
    ("auth_verification", "provider_metadata"),
    ("provider_identity", "provider_metadata"),
];

/// Columns that are shown of some rows only: of secret keys the token is a hash.
const SHOWN_OF_SOME: &[(&str, &str)] = &[("api_key", "token")];

/// Columns that are hidden without being secret: Medusa left them behind.
const LEFT_BEHIND: &[(&str, &str)] = &[("order_line_item", "totals_id")];

/// Columns that are called like a secret and hold none.
const HARMLESS: &[(&str, &str)] = &[
    // Whoever may read invitations may send them again.
    ("invite", "token"),
    ("payment", "payment_session_id"),
    ("search_index_version", "definition_hash"),
];

/// Tables of our own that are asked for as Medusa's are: sessions, journals and outbox are not among them.
const OURS_SHOWN: &[&str] = &["stheno_v1_billing_address"];

/// What columns are called that hold secrets.
const TELLING: &[&str] = &[
    "hash",
    "token",
    "secret",
    "passw",
    "salt",
    "provider_metadata",
    "private",
    "credential",
    "otp",
    "signature",
    "cookie",
    "session",
    "api_key",
    "recovery",
];

/// The text that stands in every secret column of the fixture.
const TEXT: &str = "xyzzy0secret";

fn is_in(list: &[(&str, &str)], meta: &ModelMeta, field: &FieldMeta) -> bool {
    list.contains(&(meta.table, field.name))
}

/// Every model, with those of links.
fn models(graph: &Graph) -> Vec<&'static ModelMeta> {
    graph.models().collect()
}

fn is_telling(field: &FieldMeta) -> bool {
    TELLING.iter().any(|word| field.name.contains(word))
}

#[tokio::test]
async fn every_column_called_like_a_secret_is_classified() {
    on_both(
        || commerce(&["rbac", "translation"]),
        |shop| async move {
            let mut failures = Vec::new();
            let mut seen = HashSet::new();
            for meta in models(shop.app.graph()) {
                for field in meta.stored() {
                    let lists = [SECRET, SHOWN_OF_SOME, HARMLESS].map(|list| is_in(list, meta, field));
                    let name = format!("{}.{}", meta.table, field.name);
                    if is_telling(field) && !lists.contains(&true) {
                        failures.push(format!(
                            "{name} is called like a secret: say in this test whether it is one"
                        ));
                    }
                    if (lists[0] || is_in(LEFT_BEHIND, meta, field)) != field.hidden {
                        failures
                            .push(format!("{name}: hidden is {}, this test says otherwise", field.hidden));
                    }
                    if lists[1] != field.shown_where.is_some() {
                        failures.push(format!("{name}: shown_where is {:?}", field.shown_where));
                    }
                    if (field.hidden || field.shown_where.is_some()) && field.searchable {
                        failures.push(format!("{name} is searched"));
                    }
                    seen.insert((meta.table, field.name));
                }
                if meta.table.starts_with("stheno_") && !OURS_SHOWN.contains(&meta.table) {
                    failures.push(format!("{} is ours and in the graph", meta.table));
                }
            }
            let listed = [SECRET, SHOWN_OF_SOME, LEFT_BEHIND, HARMLESS].concat();
            failures.extend(
                listed.iter().filter(|c| !seen.contains(*c)).map(|(t, c)| format!("there is no {t}.{c}")),
            );
            none(failures);
        },
    )
    .await;
}

/// The shortest paths from an entity along every relation and shortcut of every entity it reaches, to `depth`: one for
/// each relation, by whichever records it is reached first.
fn paths(graph: &Graph, root: &'static str) -> Vec<(String, &'static ModelMeta)> {
    let mut found = Vec::new();
    let mut walked = HashSet::new();
    let mut open = VecDeque::from([(String::new(), root, 0)]);
    while let Some((path, table, depth)) = open.pop_front() {
        if depth == DEPTH_MAX || !walked.insert(table) {
            continue;
        }
        for (name, target) in graph.relations(table) {
            let path = format!("{path}{name}.");
            found.push((path.clone(), target));
            open.push_back((path, target.table, depth + 1));
        }
    }
    found
}

fn secrets(meta: &'static ModelMeta) -> impl Iterator<Item = &'static str> {
    meta.stored().filter(|field| field.hidden).map(|field| field.name)
}

fn has_secrets(meta: &'static ModelMeta) -> bool {
    meta.stored().any(|field| field.hidden || field.shown_where.is_some())
}

/// Rows with [`TEXT`] in every secret column.
async fn furnish(shop: &Shop) -> Result<(), Error> {
    let made = shop.app.context().transaction("test", |cx| async move {
        let stamp = cx.stamp().clone();
        let secret = || Some(JsonText::of(&json!({ "password": TEXT, "secret": TEXT })));
        let identity = AuthIdentity::new(&stamp);
        let (of, provider) = (identity.id.clone(), "prov_1".to_owned());
        cx.insert_one(identity).await?;
        cx.insert_one(ProviderIdentity {
            id: provider.clone().into(),
            entity_id: "a@b.test".into(),
            provider: "emailpass".into(),
            auth_identity_id: of.clone(),
            provider_metadata: secret(),
            ..ProviderIdentity::new(&stamp)
        })
        .await?;
        cx.insert_one(AuthMfaFactor {
            auth_identity_id: of.clone(),
            provider: "totp".into(),
            status: "enabled".into(),
            provider_metadata: secret(),
            ..AuthMfaFactor::new(&stamp)
        })
        .await?;
        cx.insert_one(AuthMfaRecoveryCode {
            auth_identity_id: of.clone(),
            code_hash: TEXT.into(),
            ..AuthMfaRecoveryCode::new(&stamp)
        })
        .await?;
        cx.insert_one(AuthPasswordResetToken {
            auth_identity_id: of.clone(),
            provider_identity_id: provider.into(),
            entity_id: "a@b.test".into(),
            token_hash: TEXT.into(),
            ..AuthPasswordResetToken::new(&stamp)
        })
        .await?;
        cx.insert_one(AuthVerification {
            auth_identity_id: of,
            entity_id: "a@b.test".into(),
            entity_type: "email".into(),
            code_provider: "x".into(),
            provider_metadata: secret(),
            ..AuthVerification::new(&stamp)
        })
        .await?;
        for (id, token, kind) in [
            ("apk_a", format!("9{TEXT}"), "secret"),
            ("apk_b", format!("1{TEXT}"), "secret"),
            ("apk_c", "pk_shown".to_owned(), "publishable"),
        ] {
            cx.insert_one(ApiKey {
                id: id.into(),
                token,
                salt: TEXT.into(),
                redacted: "sk_***".into(),
                title: "A key".into(),
                r#type: kind.into(),
                created_by: "user".into(),
                ..ApiKey::new(&stamp)
            })
            .await?;
        }
        Ok(())
    });
    made.await
}

#[tokio::test]
async fn the_whole_graph_keeps_them() {
    on_both(
        || commerce(&["rbac", "translation"]),
        |shop| async move {
            Callers::of(&shop).await;
            furnish(&shop).await.expect("the records are made");
            let graph = shop.app.graph();
            let (mut failures, mut ends) = (Vec::new(), HashMap::<_, usize>::new());
            for root in models(graph) {
                let own = std::iter::once((String::new(), root));
                for (path, meta) in own.chain(paths(graph, root.table)).filter(|(_, meta)| has_secrets(meta))
                {
                    *ends.entry(meta.table).or_default() += 1;
                    failures.extend(kept(&shop, root.table, &path, meta).await);
                }
            }
            for (table, _) in SECRET {
                assert!(ends.contains_key(table), "nothing led to {table}");
            }
            none(failures);
        },
    )
    .await;
}

/// What got out along one path, or was refused otherwise than as a name that is not there.
async fn kept(shop: &Shop, root: &str, path: &str, meta: &'static ModelMeta) -> Vec<String> {
    let mut failures = Vec::new();
    for name in secrets(meta) {
        let at = format!("{path}{name}");
        let ask = || GraphRequest::new(root).fields(["*"]).take(1);
        let inside = format!("{at}.password");
        for (how, question) in [
            ("shown", ask().fields([at.clone()])),
            ("filtered", ask().filter(json!({ at.clone(): TEXT }))),
            ("filtered by $or", ask().filter(json!({ "$or": [{ at.clone(): { "$ne": null } }] }))),
            ("filtered by $not", ask().filter(json!({ "$not": { at.clone(): { "$like": "x%" } } }))),
            ("filtered inside", ask().filter(json!({ inside: TEXT }))),
            ("sorted", ask().order(at.clone(), false)),
        ] {
            match answer(shop, question).await {
                Err(error) if error.message().contains(&format!("does not have property '{name}'")) => {}
                other => failures.push(format!("{root}: {at} {how}: {other:?}")),
            }
        }
    }
    for fields in [format!("{path}*"), path.trim_end_matches('.').to_owned()] {
        let question = GraphRequest::new(root).fields([fields.clone()]).lenient();
        let all = answer(shop, question).await;
        if !all.as_ref().is_ok_and(|rows| !rows.to_string().contains(TEXT)) {
            failures.push(format!("{root}: {fields}: {all:?}"));
        }
    }
    failures
}

async fn answer(shop: &Shop, question: GraphRequest) -> Result<Json, Error> {
    Ok(shop.app.graph().query(shop.app.database(), question).await?.to_json())
}

#[tokio::test]
async fn tokens_of_secret_keys_read_as_nothing() {
    on_both(
        || commerce(&[]),
        |shop| async move {
            furnish(&shop).await.expect("the records are made");
            let keys = || GraphRequest::new("api_keys").fields(["id", "token", "redacted", "title", "type"]);
            let shown = answer(&shop, keys().order("token", false)).await.unwrap();
            let tokens: Vec<(&str, &str)> = shown
                .as_array()
                .unwrap()
                .iter()
                .map(|key| (key["id"].as_str().unwrap(), key["token"].as_str().unwrap()))
                .collect();
            // Sorted by what is shown: the hash of `b` is less than that of `a`.
            assert_eq!(tokens, [("apk_a", ""), ("apk_b", ""), ("apk_c", "pk_shown")]);
            let whole = format!("9{TEXT}");
            for filter in [
                json!({ "token": whole }),
                json!({ "token": { "$like": "9%" } }),
                json!({ "token": { "$gt": "9" }, "type": "secret" }),
                json!({ "$or": [{ "token": [whole] }] }),
                json!({ "q": TEXT }),
            ] {
                assert_eq!(
                    answer(&shop, keys().filter(filter.clone())).await.unwrap(),
                    json!([]),
                    "{filter}"
                );
            }
            let found = answer(&shop, keys().filter(json!({ "token": "pk_shown" }))).await.unwrap();
            assert_eq!(found[0]["id"], "apk_c");
            let through = GraphRequest::new("publishable_api_key_sales_channel").fields(["api_key.*"]);
            assert!(!answer(&shop, through).await.unwrap().to_string().contains(TEXT));
        },
    )
    .await;
}
