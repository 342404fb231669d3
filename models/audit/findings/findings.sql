-- What a person should look at, most serious first; what somebody has dealt with comes last.
with found as (

    {{
        union_by_name([
            ref('findings_of_documents'), ref('findings_of_identities'), ref('findings_of_pages'),
            ref('findings_of_words')
        ])
    }}

),

documents as (

    select * from {{ ref('int_documents') }}

),

ordered as (

    select
        found.finding_id,
        found.document_id,
        documents.file_name,
        found.page,
        found.other_page,
        found.severity,
        found.note,
        found.identity,
        found.place,
        found.left_text,
        found.right_text,
        found.left_yuan,
        found.right_yuan,
        found.difference_yuan,
        found.tolerance_yuan,
        found.tolerance_reason,
        found.tolerance_reason_zh,
        found.explanation,
        found.explanation_zh,
        found.attribution,
        found.cause,
        found.cause_zh,
        found.repair,
        found.likely_figure,
        found.likely_yuan,
        found.suggestion,
        found.suggestion_zh,
        coalesce(found.status, 'open') as status,
        coalesce(found.cause_group, found.finding_id) as cause_group,
        coalesce(found.broken_count, 1)::bigint as broken_count,
        row_number() over (
            order by
                coalesce(found.status, 'open') <> 'open',
                array_position(['critical', 'warning', 'info'], found.severity),
                abs(found.difference_yuan) desc nulls last,
                documents.file_name,
                found.page asc,
                found.finding_id asc
        ) as rank
    from found
    inner join documents on found.document_id = documents.document_id

)

select * from ordered
