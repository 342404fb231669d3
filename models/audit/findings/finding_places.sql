-- Every broken identity with the finding it is counted in.
with causes as (

    select * from {{ ref('audit_causes') }}

),

findings as (

    select * from {{ ref('findings_of_identities') }}

),

identities as (

    select * from {{ ref('identities') }}

),

places as (

    select
        findings.finding_id,
        causes.document_id,
        causes.identity,
        causes.place,
        causes.page,
        causes.other_page,
        causes.left_yuan,
        causes.right_yuan,
        causes.difference_yuan,
        causes.tolerance_yuan,
        causes.status,
        identities.sentence_en,
        identities.sentence_zh,
        causes.finding_id = findings.finding_id as is_speaking
    from causes
    inner join findings on causes.cause_group = findings.cause_group
    inner join identities on causes.identity = identities.identity

)

select * from places
