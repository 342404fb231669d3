-- Every decision about a document of this build, and whether the document still prints what it was made
-- for. One that no longer applies sets the document aside.
with set_aside as (

    select document_id
    from {{ ref('stg_outcomes') }}
    where outcome = 'set_aside'

),

-- what is set aside prints nothing that a decision could be held against
documents as (

    select documents.*
    from {{ ref('int_documents') }} as documents
    anti join set_aside on documents.document_id = set_aside.document_id

),

identities as (

    select * from {{ ref('audit_identities') }}

),

acknowledged as (

    select
        discrepancies.document_id,
        'acknowledged' as decision,
        discrepancies.identity,
        discrepancies.place,
        discrepancies.left_yuan || ' ↔ ' || discrepancies.right_yuan as made_for,
        string_agg(
            distinct identities.left_yuan || ' ↔ ' || identities.right_yuan || ' (' || identities.outcome || ')', '; '
        ) as found,
        coalesce(
            bool_or(
                identities.outcome = 'broken'
                and identities.left_yuan = discrepancies.left_yuan
                and identities.right_yuan = discrepancies.right_yuan
            ),
            false
        ) as still_applies,
        discrepancies.reason,
        discrepancies.acknowledged_on as decided_on,
        discrepancies.acknowledged_by as decided_by
    from {{ ref('acknowledged_discrepancies') }} as discrepancies
    left join identities
        on
            discrepancies.document_id = identities.document_id
            and discrepancies.identity = identities.identity
            and contains(identities.place, discrepancies.place)
    group by all

),

corrected as (

    select
        document_id,
        'corrected' as decision,
        concat_ws(' ', '第' || page || '页', '表' || table_no, '第' || row_no || '行', '第' || column_no || '列') as place,
        was as made_for,
        printed_text as found,
        still_applies,
        reason,
        corrected_on as decided_on,
        corrected_by as decided_by
    from {{ ref('int_corrections') }}

),

decisions as (

    select * from acknowledged
    union all by name
    select * from corrected

),

named as (

    select
        decisions.document_id,
        documents.file_name,
        decisions.decision,
        decisions.identity,
        decisions.place,
        decisions.made_for,
        decisions.found,
        decisions.still_applies,
        decisions.reason,
        decisions.decided_on,
        decisions.decided_by
    from decisions
    inner join documents on decisions.document_id = documents.document_id

)

select * from named
