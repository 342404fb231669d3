-- Words that contradict each other, one finding for each place.
with broken as (

    select * from {{ ref('audit_words') }}
    where outcome = 'broken'

),

identities as (

    select
        identity,
        severity
    from {{ ref('identities') }}

),

findings as (

    select
        broken.identity,
        broken.document_id,
        broken.place,
        broken.page,
        broken.other_page,
        broken.left_text,
        broken.right_text,
        broken.explanation,
        broken.explanation_zh,
        broken.cause,
        broken.cause_zh,
        identities.severity,
        'undecided' as attribution,
        md5(concat_ws('|', broken.identity, broken.document_id, broken.place_key)) as finding_id
    from broken
    inner join identities on broken.identity = identities.identity

)

select * from findings
