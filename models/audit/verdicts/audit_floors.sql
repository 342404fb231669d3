-- Was every identity computed where its operands are printed? A form may always differ, so a floor is a
-- share, and is asked of five documents or more: fewer prove nothing either way.
with identities as (

    select
        identity,
        scope,
        floor_percent,
        applies_to,
        string_split(applies_to, ';') as table_types
    from {{ ref('identities') }}
    where floor_percent is not null

),

printed as (

    select distinct
        document_id,
        table_type
    from {{ ref('audit_figures') }}

),

applicable as (

    select
        identities.identity,
        identities.floor_percent,
        printed.document_id
    from identities
    inner join printed on list_contains(identities.table_types, printed.table_type)
    group by
        identities.identity, identities.floor_percent, identities.scope, identities.table_types, printed.document_id
    -- between tables all of them are needed, within a table one is enough
    having
        identities.scope not in ('table_to_table', 'plausibility')
        or count(*) >= least(len(identities.table_types), 2)

),

computed as (

    select distinct
        identity,
        document_id
    from {{ ref('audit_identities') }}
    where outcome in ('holds', 'rounding', 'broken', 'ambiguous')

),

counted as (

    select
        applicable.identity,
        applicable.floor_percent,
        count(*) as documents_expected,
        count(computed.document_id) as documents_computed
    from applicable
    left join computed
        on applicable.identity = computed.identity and applicable.document_id = computed.document_id
    group by all

),

floors as (

    select
        *,
        documents_expected < 5 or documents_computed * 100 >= documents_expected * floor_percent as is_met
    from counted

)

select * from floors
