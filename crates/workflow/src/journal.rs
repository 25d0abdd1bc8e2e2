//! The journal of a flow that reaches outside: a row of `workflow_execution`, in the shape that Medusa's dashboard reads.

use serde_json::{Map, Value as Json, json};
use stheno_database::statement::OnConflict;
use stheno_database::{Expr, Insert, Select, Statement, Type, Update};
use stheno_kernel::value::FromValue as _;
use stheno_kernel::{JsonText, Stamp, Timestamp};

const TABLE: &str = "workflow_execution";
/// Seconds after which an execution that has ended may be forgotten: three days, as Medusa keeps `complete-cart`.
pub(crate) const RETENTION_S: i64 = 259_200;

/// Medusa's states that a flow of ours can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Invoking,
    Compensating,
    Done,
    Reverted,
    Failed,
}

impl State {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Invoking => "invoking",
            Self::Compensating => "compensating",
            Self::Done => "done",
            Self::Reverted => "reverted",
            Self::Failed => "failed",
        }
    }
    pub(crate) const ENDED: [&'static str; 3] = ["done", "reverted", "failed"];
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Announced; whether it took effect is unknown.
    Invoking,
    /// It took effect.
    Done,
    /// It erred; whether it took effect is unknown.
    Failed,
    /// It was undone.
    Reverted,
}

impl Progress {
    /// Medusa's `invoke` and `compensate` of a step.
    fn states(self) -> (Json, Json) {
        let pair = |state: &str, status: &str| json!({"state": state, "status": status});
        let dormant = || pair("dormant", "idle");
        match self {
            Self::Invoking => (pair("invoking", "waiting_response"), dormant()),
            Self::Done => (pair("done", "ok"), dormant()),
            Self::Failed => (pair("failed", "permanent_failure"), dormant()),
            Self::Reverted => (pair("done", "ok"), pair("reverted", "ok")),
        }
    }
    fn of(step: &Json) -> Self {
        if step["compensate"]["state"] == "reverted" {
            return Self::Reverted;
        }
        match step["invoke"]["state"].as_str() {
            Some("done") => Self::Done,
            Some("failed") => Self::Failed,
            _ => Self::Invoking,
        }
    }
}

/// Something that may have to be undone.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// Its place in the journal, one in the flow.
    pub id: String,
    /// The name in the [`crate::FlowRegistry`].
    pub name: String,
    pub progress: Progress,
    pub input: Json,
    pub output: Option<Json>,
}

/// What a flow did so far that outlives its transactions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Journal {
    pub steps: Vec<Step>,
    pub errors: Vec<String>,
    /// How many of the steps the row tells of; none while there is no row.
    saved: usize,
}

/// What one transaction adds to the journal.
pub(crate) struct Announced {
    /// Steps that the flow had before.
    pub earlier: usize,
    pub steps: Vec<Step>,
}

impl Announced {
    /// Adds a step; answers its id.
    pub(crate) fn push(&mut self, name: &str, progress: Progress, input: Json) -> String {
        let id = format!("{name}-{}", self.earlier + self.steps.len() + 1);
        self.steps.push(Step { id: id.clone(), name: name.to_owned(), progress, input, output: None });
        id
    }
}

/// The idempotency key of a step of a run.
pub(crate) fn key(run_id: &str, step_id: &str) -> String {
    format!("{run_id}:{step_id}")
}

/// Which flow, for which key, which run of it.
#[derive(Clone, Debug)]
pub(crate) struct RunId {
    pub flow: String,
    pub key: String,
    pub run: String,
}

impl RunId {
    pub(crate) fn is(&self) -> Expr {
        Expr::column("workflow_id")
            .eq(self.flow.as_str())
            .and(Expr::column("transaction_id").eq(self.key.as_str()))
            .and(Expr::column("run_id").eq(self.run.as_str()))
    }
}

impl Journal {
    pub(crate) fn step_mut(&mut self, id: &str) -> Option<&mut Step> {
        self.steps.iter_mut().find(|s| s.id == id)
    }

    /// Takes over outcomes that the row does not tell of.
    pub(crate) fn learn(&mut self, known: Self) {
        for step in &mut self.steps {
            if let Some(known) =
                known.steps.iter().find(|k| k.id == step.id && step.progress == Progress::Invoking)
            {
                (step.progress, step.output) = (known.progress, known.output.clone());
            }
        }
        self.errors = known.errors;
    }

    /// Whether there is a row.
    pub(crate) fn is_written(&self) -> bool {
        self.saved > 0
    }
    /// Whether there are steps that the row does not tell of.
    pub(crate) fn has_grown(&self) -> bool {
        self.steps.len() > self.saved
    }
    /// Notes that the row tells of everything.
    pub(crate) fn mark_saved(&mut self) {
        self.saved = self.steps.len();
    }

    /// Inserts or updates the row.
    pub(crate) fn save(&self, id: &RunId, state: State, stamp: &Stamp) -> Statement {
        let (execution, context) = (self.execution(id, state), self.context());
        let cells = [
            ("execution", JsonText::from(execution).into()),
            ("context", JsonText::from(context).into()),
            ("state", state.as_str().into()),
            ("updated_at", stamp.now.into()),
        ];
        if self.is_written() {
            let set = cells.map(|(column, value)| (column, Expr::Param(value))).into();
            return Update { table: TABLE, set, filter: id.is(), returning: vec![] }.into();
        }
        let mut columns =
            vec!["id", "workflow_id", "transaction_id", "run_id", "retention_time", "created_at"];
        let mut row = vec![
            stamp.id("wf_exec").into(),
            id.flow.as_str().into(),
            id.key.as_str().into(),
            id.run.as_str().into(),
            RETENTION_S.into(),
            stamp.now.into(),
        ];
        for (column, value) in cells {
            columns.push(column);
            row.push(value);
        }
        let on_conflict: Option<OnConflict> = None;
        Insert { table: TABLE, columns, rows: vec![row], on_conflict, returning: vec![] }.into()
    }

    fn execution(&self, id: &RunId, state: State) -> Json {
        let ids: Vec<String> = self.steps.iter().map(|s| format!("_root.{}", s.id)).collect();
        let mut steps = Map::new();
        steps.insert(
            "_root".to_owned(),
            json!({"id": "_root", "next": ids.first().map_or(json!([]), |id| json!([id]))}),
        );
        for (depth, (step, path)) in self.steps.iter().zip(&ids).enumerate() {
            let (invoke, compensate) = step.progress.states();
            let row = json!({
                "id": path, "depth": depth + 1, "uuid": step.id, "next": ids.get(depth + 1).map_or(json!([]), |id| json!([id])),
                "definition": {"action": step.id, "step": step.name}, "invoke": invoke, "compensate": compensate,
                "saveResponse": true, "attempts": 1, "failures": i32::from(step.progress == Progress::Failed),
            });
            steps.insert(path.clone(), row);
        }
        json!({
            "modelId": id.flow, "transactionId": id.key, "runId": id.run, "state": state.as_str(), "steps": steps,
            "hasAsyncSteps": false, "hasFailedSteps": self.steps.iter().any(|s| s.progress == Progress::Failed),
            "hasRevertedSteps": self.steps.iter().any(|s| s.progress == Progress::Reverted),
        })
    }

    fn context(&self) -> Json {
        let invoke: Map<String, Json> = self
            .steps
            .iter()
            .map(|s| (s.id.clone(), json!({"output": {"output": s.output, "compensateInput": s.input}})))
            .collect();
        let errors: Vec<Json> = self.errors.iter().map(|e| json!({"error": {"message": e}})).collect();
        json!({"data": {"invoke": invoke, "compensate": {}}, "errors": errors})
    }

    /// Reads a journal back; the order of its steps is their depth, since `jsonb` keeps none.
    fn parse(execution: &Json, context: &Json) -> Self {
        let rows = execution["steps"].as_object().into_iter().flatten().filter(|(path, _)| *path != "_root");
        let mut steps: Vec<(u64, Step)> = rows
            .map(|(_, row)| {
                let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
                let id = text(&row["uuid"]);
                let kept = &context["data"]["invoke"][&id]["output"];
                let step = Step {
                    name: text(&row["definition"]["step"]),
                    progress: Progress::of(row),
                    input: kept["compensateInput"].clone(),
                    output: Some(kept["output"].clone()).filter(|o| !o.is_null()),
                    id,
                };
                (row["depth"].as_u64().unwrap_or_default(), step)
            })
            .collect();
        steps.sort_by_key(|(depth, _)| *depth);
        let errors = context["errors"].as_array().into_iter().flatten();
        let errors = errors.filter_map(|e| e["error"]["message"].as_str().map(str::to_owned)).collect();
        let steps: Vec<Step> = steps.into_iter().map(|(_, step)| step).collect();
        Self { saved: steps.len(), steps, errors }
    }
}

/// Reads the journal of a run that has not ended.
pub(crate) fn load(id: &RunId) -> Select {
    Select::from(TABLE)
        .column("execution", Type::Json)
        .column("context", Type::Json)
        .filter(id.is())
        .filter(Expr::column("deleted_at").is_null())
        .filter(Expr::column("state").is_in([State::Invoking.as_str(), State::Compensating.as_str()]))
}

/// The row of [`load`] and whether it was being undone.
pub(crate) fn loaded(cells: Vec<stheno_kernel::Value>) -> Option<(Journal, bool)> {
    let mut cells = cells.into_iter();
    let execution = JsonText::from_value(cells.next()?)?.to_value();
    let context = JsonText::from_value(cells.next()?)?.to_value();
    Some((Journal::parse(&execution, &context), execution["state"] == State::Compensating.as_str()))
}

/// Deletes what ended longer ago than [`RETENTION_S`].
pub(crate) fn forget(now: Timestamp) -> Statement {
    use stheno_database::{Compare, Delete};
    let before = now.plus_millis(-RETENTION_S * 1000);
    let filter = Expr::column("state")
        .is_in(State::ENDED)
        .and(Expr::column("retention_time").compare(Compare::Lte, Expr::param(RETENTION_S)))
        .and(Expr::column("updated_at").compare(Compare::Lt, Expr::param(before)));
    Delete { table: TABLE, filter, returning: vec![] }.into()
}
