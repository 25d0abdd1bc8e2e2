//! Where our tables may differ from Medusa's, and why. This list may only shrink.

/// Lines of one table that stand on one side only.
pub struct Difference {
    pub table: &'static str,
    pub medusa: &'static [&'static str],
    pub ours: &'static [&'static str],
    pub reason: &'static str,
}

/// Tables that only Medusa has.
pub const NOT_OURS: &[(&str, &str)] = &[
    ("mikro_orm_migrations", "the log of Medusa's migrations: ours are not among them"),
    ("script_migrations", "the log of Medusa's upgrade scripts, none of which a new database needs"),
    (
        "link_module_migrations",
        "the log of Medusa's link tables, which it makes where it is missing, and fills with the tables it finds",
    ),
    (
        "search_postgres_index",
        "made by Medusa's PostgreSQL search provider for its own use, and made anew by it",
    ),
    ("rbac_role_inheritance", "a model that 2.21.2 ships but neither exports nor reads"),
];

/// Tables that only we have.
pub const OURS: &[(&str, &str)] = &[
    ("stheno_schema", "which declarations the tables were last brought in line with"),
    ("stheno_migrations", "the log of our own migrations"),
    ("stheno_table_change", "changes of the tables whose rows are kept"),
    ("stheno_reference_change", "changes of those that trade does not write"),
    ("order_claim_payment_collection", "a link that Medusa ships and documents, but never loads"),
    ("order_exchange_payment_collection", "a link that Medusa ships and documents, but never loads"),
];

const ONE_TEXT: &str = "text holds what an unbounded varchar holds; one type for all texts";

/// Lines that differ.
pub const DIFFERENCES: &[Difference] = &[
    Difference {
        table: "order_item",
        medusa: &["`version` integer!"],
        ours: &["`version` integer! = 1"],
        reason: "the model's default, which Medusa's ORM fills in and ours reads off the column",
    },
    Difference {
        table: "order_shipping",
        medusa: &["`version` integer!"],
        ours: &["`version` integer! = 1"],
        reason: "the model's default, which Medusa's ORM fills in and ours reads off the column",
    },
    Difference {
        table: "product_type",
        medusa: &["`metadata` json"],
        ours: &["`metadata` jsonb"],
        reason: "metadata is jsonb everywhere else, and json has no operators to filter by",
    },
    Difference {
        table: "return_reason",
        medusa: &[
            "`id` character varying!",
            "`value` character varying!",
            "`label` character varying!",
            "`description` character varying",
            "`parent_return_reason_id` character varying",
        ],
        ours: &[
            "`id` text!",
            "`value` text!",
            "`label` text!",
            "`description` text",
            "`parent_return_reason_id` text",
        ],
        reason: ONE_TEXT,
    },
    Difference {
        table: "workflow_execution",
        medusa: &[
            "`id` character varying!",
            "`workflow_id` character varying!",
            "`transaction_id` character varying!",
            "`state` character varying!",
            concat!(
                "index \"IDX_workflow_execution_updated_at_retention_time\": btree (updated_at, retention_time) ",
                "WHERE ((deleted_at IS NULL) AND (retention_time IS NOT NULL) AND ((state)::text = ANY ((ARRAY[",
                "'done'::character varying, 'failed'::character varying, 'reverted'::character varying])::text[])))",
            ),
        ],
        ours: &[
            "`id` text!",
            "`workflow_id` text!",
            "`transaction_id` text!",
            "`state` text!",
            concat!(
                "index \"IDX_workflow_execution_updated_at_retention_time\": btree (updated_at, retention_time) ",
                "WHERE ((deleted_at IS NULL) AND (retention_time IS NOT NULL) AND (state = ANY (ARRAY[",
                "'done'::text, 'failed'::text, 'reverted'::text])))",
            ),
        ],
        reason: ONE_TEXT,
    },
    Difference {
        table: "workflow_execution",
        medusa: &[
            "`created_at` timestamp without time zone! = now()",
            "`updated_at` timestamp without time zone! = now()",
            "`deleted_at` timestamp without time zone",
        ],
        ours: &[
            "`created_at` timestamp with time zone! = now()",
            "`updated_at` timestamp with time zone! = now()",
            "`deleted_at` timestamp with time zone",
        ],
        reason: "all times are instants: without a zone they would hang on the session's",
    },
    Difference {
        table: "workflow_execution",
        medusa: &["`run_id` text! = '01M7WY8QRMW6PYBPFG50T3FQ6G'::text"],
        ours: &["`run_id` text!"],
        reason: "a ULID of the moment of Medusa's migration, which no run ever has",
    },
];
