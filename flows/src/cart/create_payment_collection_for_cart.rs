//! Workflow `create-payment-collection-for-cart`.
