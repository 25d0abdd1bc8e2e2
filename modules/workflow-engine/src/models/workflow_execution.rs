//! `WorkflowExecution`, table `workflow_execution`.

use stheno_ids::WorkflowExecutionId;
use stheno_kernel::{JsonText, Timestamp};
use stheno_model::Model;

/// A run of a workflow: its steps' journal (`execution`) and what they were given and returned (`context`).
///
/// `retention_time` is in seconds after the end; without it a finished run is not kept.
#[derive(Model, Clone, Debug, Default)]
#[model(volatile)]
#[model(module = "workflows", entity = "WorkflowExecution", table = "workflow_execution", prefix = "wf_exec")]
#[model(
    aliases("workflow_execution", "workflow_executions"),
    linkable(
        "workflow_execution_workflow_id",
        "workflow_execution_transaction_id",
        "workflow_execution_run_id"
    )
)]
#[model(primary_key("workflow_id", "transaction_id", "run_id"))]
#[index(name = "IDX_workflow_execution_deleted_at", on("deleted_at"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_workflow_execution_id", on("id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_workflow_execution_retention_time_updated_at_state",
    on("retention_time", "updated_at", "state"),
    filter = "deleted_at IS NULL AND retention_time IS NOT NULL"
)]
#[index(name = "IDX_workflow_execution_run_id", on("run_id"), filter = "deleted_at IS NULL")]
#[index(name = "IDX_workflow_execution_state", on("state"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_workflow_execution_state_updated_at",
    on("state", "updated_at"),
    filter = "deleted_at IS NULL"
)]
#[index(name = "IDX_workflow_execution_transaction_id", on("transaction_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_workflow_execution_updated_at_retention_time",
    on("updated_at", "retention_time"),
    filter = "deleted_at IS NULL AND retention_time IS NOT NULL AND state IN ('done', 'failed', 'reverted')"
)]
#[index(name = "IDX_workflow_execution_workflow_id", on("workflow_id"), filter = "deleted_at IS NULL")]
#[index(
    name = "IDX_workflow_execution_workflow_id_transaction_id",
    on("workflow_id", "transaction_id"),
    filter = "deleted_at IS NULL"
)]
#[index(
    name = "IDX_workflow_execution_workflow_id_transaction_id_run_id_unique",
    on("workflow_id", "transaction_id", "run_id"),
    unique,
    filter = "deleted_at IS NULL"
)]
pub struct WorkflowExecution {
    #[field(id)]
    pub id: WorkflowExecutionId,
    pub workflow_id: String,
    pub transaction_id: String,
    pub run_id: String,
    pub execution: Option<JsonText>,
    pub context: Option<JsonText>,
    #[field(values(
        "not_started",
        "invoking",
        "waiting_to_compensate",
        "compensating",
        "done",
        "reverted",
        "failed"
    ))]
    pub state: String,
    pub retention_time: Option<i64>,
    #[field(default = "now()")]
    pub created_at: Timestamp,
    #[field(default = "now()")]
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}
