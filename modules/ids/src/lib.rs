//! Kinds of ids and their prefixes: the one table that all modules share.
//!
//! A kind lets code hold the id of a record without depending on the crate that owns it.

use stheno_kernel::define_ids;

// api-key
define_ids! {
    /// A key that a storefront or a program shows with its requests.
    ApiKeyId = "apk";
}

// auth
define_ids! {
    /// Someone who can log in.
    AuthIdentityId = "authid";
    /// A second factor.
    AuthMfaFactorId = "authmfa";
    /// A one-time code for a lost second factor.
    AuthMfaRecoveryCodeId = "authmfarec";
    /// A token to set a new password.
    AuthPasswordResetTokenId = "authprt";
    /// A proof that an address belongs to an identity.
    AuthVerificationId = "authver";
    /// An identity as one provider knows it; bare ULIDs, as Medusa makes them.
    ProviderIdentityId = "";
}

// cart
define_ids! {
    /// Where a cart is shipped or billed to.
    CartAddressId = "caaddr";
    /// A shopper's basket.
    CartId = "cart";
    /// An amount taken off a cart's total.
    CreditLineId = "cacl";
    /// A line of a cart.
    LineItemId = "cali";
    /// A discount on a cart's line.
    LineItemAdjustmentId = "caliadj";
    /// A tax on a cart's line.
    LineItemTaxLineId = "calitxl";
    /// A way of delivery chosen for a cart.
    ShippingMethodId = "casm";
    /// A discount on a cart's delivery.
    ShippingMethodAdjustmentId = "casmadj";
    /// A tax on a cart's delivery.
    ShippingMethodTaxLineId = "casmtxl";
}

// customer
define_ids! {
    /// A person or company that buys.
    CustomerId = "cus";
    /// An entry of a customer's address book.
    CustomerAddressId = "cuaddr";
    /// A set of customers.
    CustomerGroupId = "cusgroup";
    /// A customer's place in a group.
    CustomerGroupCustomerId = "cusgc";
}

// fulfillment
define_ids! {
    /// A parcel, from packing to delivery.
    FulfillmentId = "ful";
    /// Where a parcel goes.
    FulfillmentAddressId = "fuladdr";
    /// What is in a parcel.
    FulfillmentItemId = "fulit";
    /// A shipping label.
    FulfillmentLabelId = "fulla";
    /// A carrier or its adapter; the configuration names it.
    FulfillmentProviderId = "serpro";
    /// A kind of delivery from a location.
    FulfillmentSetId = "fuset";
    /// A piece of a service zone.
    GeoZoneId = "fgz";
    /// An area that is delivered to.
    ServiceZoneId = "serzo";
    /// A way of delivery on offer.
    ShippingOptionId = "so";
    /// A condition of a shipping option.
    ShippingOptionRuleId = "sorul";
    /// A label of shipping options.
    ShippingOptionTypeId = "sotype";
    /// A kind of goods that ship alike.
    ShippingProfileId = "sp";
}

// inventory
define_ids! {
    /// Something that is kept in stock.
    InventoryItemId = "iitem";
    /// How much of an item a location holds.
    InventoryLevelId = "ilev";
    /// Stock promised to an order line.
    ReservationItemId = "resitem";
}

// notification
define_ids! {
    /// A message to someone.
    NotificationId = "noti";
    /// A sender of messages; the configuration names it.
    NotificationProviderId = "notpro";
}

// order
define_ids! {
    /// What was bought.
    OrderId = "order";
    /// Where an order is shipped or billed to.
    OrderAddressId = "ordaddr";
    /// An edit, return, claim or exchange in the making.
    OrderChangeId = "ordch";
    /// One step of an order change.
    OrderChangeActionId = "ordchact";
    /// A complaint about goods received.
    OrderClaimId = "claim";
    /// A line of a claim.
    OrderClaimItemId = "claitem";
    /// A picture of a damage.
    OrderClaimItemImageId = "climg";
    /// An amount taken off an order's total.
    OrderCreditLineId = "ordcl";
    /// Goods sent back for others.
    OrderExchangeId = "oexc";
    /// A line sent out by an exchange.
    OrderExchangeItemId = "oexcitem";
    /// How much of a line one version of an order holds.
    OrderItemId = "orditem";
    /// A line of an order.
    OrderLineItemId = "ordli";
    /// A discount on an order's line.
    OrderLineItemAdjustmentId = "ordliadj";
    /// A tax on an order's line.
    OrderLineItemTaxLineId = "ordlitxl";
    /// Which deliveries one version of an order holds.
    OrderShippingId = "ordspmv";
    /// A delivery of an order.
    OrderShippingMethodId = "ordsm";
    /// A discount on an order's delivery.
    OrderShippingMethodAdjustmentId = "ordsmadj";
    /// A tax on an order's delivery.
    OrderShippingMethodTaxLineId = "ordsmtxl";
    /// The totals of one version of an order.
    OrderSummaryId = "ordsum";
    /// Money that moved for an order.
    OrderTransactionId = "ordtrx";
    /// Goods on their way back.
    ReturnId = "return";
    /// A line of a return.
    ReturnItemId = "retitem";
    /// Why goods come back.
    ReturnReasonId = "rr";
}

// payment
define_ids! {
    /// A customer as a payment provider knows them.
    AccountHolderId = "acchld";
    /// Money taken by a payment.
    CaptureId = "capt";
    /// An authorized payment.
    PaymentId = "pay";
    /// What is to be paid for a cart or an order.
    PaymentCollectionId = "pay_col";
    /// An attempt to pay.
    PaymentSessionId = "payses";
    /// Money given back.
    RefundId = "ref";
    /// Why money is given back.
    RefundReasonId = "refr";
}

// pricing
define_ids! {
    /// An amount in a price set.
    PriceId = "price";
    /// A set of special prices.
    PriceListId = "plist";
    /// A condition of a price list.
    PriceListRuleId = "prule";
    /// Whether prices of a currency or region include tax.
    PricePreferenceId = "prpref";
    /// A condition of a price.
    PriceRuleId = "prule";
    /// The prices of one thing that is sold.
    PriceSetId = "pset";
}

// product
define_ids! {
    /// Something that is sold.
    ProductId = "prod";
    /// A place in the category tree.
    ProductCategoryId = "pcat";
    /// A hand-made set of products.
    ProductCollectionId = "pcol";
    /// A picture of a product.
    ProductImageId = "img";
    /// What variants differ in.
    ProductOptionId = "opt";
    /// A value of an option.
    ProductOptionValueId = "optval";
    /// An option in use by a product.
    ProductProductOptionId = "prodopt";
    /// A value in use by a product.
    ProductProductOptionValueId = "prodoptval";
    /// A free label of products.
    ProductTagId = "ptag";
    /// A label of which a product has one.
    ProductTypeId = "ptyp";
    /// What is put into a cart.
    ProductVariantId = "variant";
    /// A picture chosen for a variant.
    ProductVariantProductImageId = "pvpi";
}

// promotion
define_ids! {
    /// What a promotion takes off.
    ApplicationMethodId = "proappmet";
    /// A set of promotions with a budget and dates.
    CampaignId = "procamp";
    /// How much a campaign may give away.
    CampaignBudgetId = "probudg";
    /// What one customer has used of a budget.
    CampaignBudgetUsageId = "probudgus";
    /// A discount.
    PromotionId = "promo";
    /// A condition of a promotion.
    PromotionRuleId = "prorul";
    /// A value of a promotion's condition.
    PromotionRuleValueId = "prorulval";
}

// rbac
define_ids! {
    /// Leave to do something.
    RbacPolicyId = "rpol";
    /// A set of policies that users are given.
    RbacRoleId = "role";
    /// A role's place under another.
    RbacRoleParentId = "rlin";
    /// A policy of a role.
    RbacRolePolicyId = "rlpl";
}

// region
define_ids! {
    /// Countries that buy in one currency.
    RegionId = "reg";
}

// sales-channel
define_ids! {
    /// Where things are sold.
    SalesChannelId = "sc";
}

// settings
define_ids! {
    /// An arrangement of a dashboard page.
    LayoutConfigurationId = "lyconf";
    /// What the dashboard calls a property.
    PropertyLabelId = "plbl";
    /// A setting of a dashboard user.
    UserPreferenceId = "usrpref";
    /// A saved table view of the dashboard.
    ViewConfigurationId = "vconf";
}

// stock-location
define_ids! {
    /// A place that holds stock.
    StockLocationId = "sloc";
    /// Where a stock location is.
    StockLocationAddressId = "laddr";
}

// store
define_ids! {
    /// The shop itself.
    StoreId = "store";
    /// A currency that the shop sells in.
    StoreCurrencyId = "stocur";
    /// A language that the shop speaks.
    StoreLocaleId = "stloc";
}

// tax
define_ids! {
    /// A tax rate of a region.
    TaxRateId = "txr";
    /// What a tax rate is for.
    TaxRateRuleId = "txrule";
    /// A country or province with its own taxes.
    TaxRegionId = "txreg";
}

// translation
define_ids! {
    /// A language.
    LocaleId = "loc";
    /// A record's texts in another language.
    TranslationId = "trans";
    /// Which fields of an entity are translated.
    TranslationSettingsId = "trset";
}

// user
define_ids! {
    /// An invitation to the dashboard.
    InviteId = "invite";
    /// Someone who runs the shop.
    UserId = "user";
}

// workflow-engine
define_ids! {
    /// A run of a workflow.
    WorkflowExecutionId = "wf_exec";
}

// search
define_ids! {
    /// A search index.
    SearchIndexId = "srhidx";
    /// A filling of a search index.
    SearchIndexSyncId = "srhsync";
    /// A generation of a search index.
    SearchIndexVersionId = "srhver";
}
