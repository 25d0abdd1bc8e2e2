//! A customer's address book, as the store serves it to its owner and the admin API to the shop.

use crate::absent::{Absent, record, record_of};
use crate::read;
use serde_json::{Value as Json, json};
use stheno_flows::customer::update_customer_addresses::Entry;
use stheno_flows::customer::{
    create_customer_addresses, delete_customer_addresses, update_customer_addresses,
};
use stheno_http::{Reply, Request, Result, Route};
use stheno_query::GraphRequest;

/// Where an address book is, and what is said of it.
#[derive(Clone, Copy)]
pub struct AddressBook {
    /// All of it (`/store/customers/me/addresses`).
    pub path: &'static str,
    /// One entry (`/store/customers/me/addresses/{address_id}`).
    pub one: &'static str,
    /// Whose it is.
    pub owner: fn(&Request) -> &str,
    /// What is answered for an entry that the book does not hold.
    pub entry: Absent,
    /// What is answered for an owner who is not there.
    pub customer: Absent,
    /// The answer of a deletion: `id` and `object`, of the entry or, in the store, of its owner.
    pub deleted: fn(&Entry) -> (&str, &'static str),
}

impl AddressBook {
    /// The five verbs.
    pub fn routes(self) -> Vec<Route> {
        vec![
            Route::get(self.path, move |request| async move { self.list(request).await }),
            Route::post(self.path, move |request| async move { self.create(request).await }),
            Route::get(self.one, move |request| async move { self.retrieve(request).await }),
            Route::post(self.one, move |request| async move { self.update(request).await }),
            Route::delete(self.one, move |request| async move { self.delete(request).await }),
        ]
    }

    async fn list(self, request: Request) -> Result<Reply> {
        let own = json!({ "customer_id": (self.owner)(&request) });
        let question = read::question(&request, "customer_address").filter(own);
        read::list_of(&request, question, "addresses").await
    }

    async fn retrieve(self, request: Request) -> Result<Reply> {
        let Entry { customer_id, id } = self.named(&request);
        let own = json!({ "id": id, "customer_id": customer_id });
        let question = read::question(&request, "customer_address").filter(own);
        record_of(&request, question, "address", &id, self.entry).await
    }

    async fn create(self, mut request: Request) -> Result<Reply> {
        let customer = (self.owner)(&request).to_owned();
        let additional = request.take_additional_data().map(Json::Object);
        let body = std::mem::take(&mut request.body);
        create_customer_addresses::run(&request.ctx, customer.clone(), body, additional).await?;
        record(&request, "customer", "customer", &customer, self.customer).await
    }

    async fn update(self, mut request: Request) -> Result<Reply> {
        let Entry { customer_id, id } = self.named(&request);
        let additional = request.take_additional_data().map(Json::Object);
        let patch = std::mem::take(&mut request.body);
        let was_there =
            update_customer_addresses::run(&request.ctx, self.named(&request), patch, additional).await?;
        if !was_there && self.entry != Absent::Empty {
            return self.entry.reply(&id);
        }
        record(&request, "customer", "customer", &customer_id, self.customer).await
    }

    async fn delete(self, request: Request) -> Result<Reply> {
        let entry = self.named(&request);
        let was_there = delete_customer_addresses::run(&request.ctx, self.named(&request)).await?;
        if !was_there && self.entry != Absent::Empty {
            return self.entry.reply(&entry.id);
        }
        let (id, object) = (self.deleted)(&entry);
        let mut body = json!({ "id": id, "object": object, "deleted": true });
        match (customer(&request, &entry.customer_id).await?, body.as_object_mut()) {
            (Some(parent), Some(body)) => {
                body.insert("parent".to_owned(), parent);
            }
            _ if self.customer == Absent::Empty => {}
            _ => return self.customer.reply(&entry.customer_id),
        }
        Ok(Reply::ok(&body))
    }

    fn named(self, request: &Request) -> Entry {
        let customer_id = (self.owner)(request).to_owned();
        Entry { customer_id, id: request.param("address_id").to_owned() }
    }
}

/// The customer as this request selects it, or nothing.
async fn customer(request: &Request, id: &str) -> Result<Option<Json>> {
    let question: GraphRequest = read::question(request, "customer").filter(json!({ "id": id }));
    let app = &request.ctx.app;
    let mut rows = app.graph().query(app.database(), question).await?.to_json();
    Ok(rows.get_mut(0).map(Json::take))
}
