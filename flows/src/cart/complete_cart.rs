//! Workflow `complete-cart`.
