-- What a person should look at, what is surest first: ours before the publishers' only where a page was not
-- read; what somebody has dealt with comes last. What most documents of one form break alike is our misreading
-- of the form, and no accusation.
with found as (

    {{
        union_by_name([
            ref('findings_of_documents'), ref('findings_of_identities'), ref('findings_of_pages'),
            ref('findings_of_missing_totals'), ref('findings_of_proofs'), ref('findings_of_words')
        ])
    }}

),

documents as (

    select * from {{ ref('int_documents') }}

),

misread as (

    select * from {{ ref('misread_layouts') }}

),

looked_at as (

    select
        found.*,
        documents.file_name,
        misread.document_count,
        misread.judged_count,
        misread.finding_id is not null as is_misread_layout
    from found
    inner join documents on found.document_id = documents.document_id
    left join misread on found.finding_id = misread.finding_id

),

judged as (

    select
        * replace (
            case when is_misread_layout then 'info' else severity end as severity,
            case when is_misread_layout then 'misread' else attribution end as attribution,
            case
                when is_misread_layout
                    then concat(
                        'broken in ', document_count, ' of ', judged_count,
                        ' documents of this form: its structure was misread'
                    )
                else cause
            end as cause,
            case
                when is_misread_layout
                    then concat('同一格式的', judged_count, '份文件中有', document_count, '份同样不符：当为本系统误读表式')
                else cause_zh
            end as cause_zh,
            coalesce(status, 'open') as status,
            coalesce(cause_group, finding_id) as cause_group,
            coalesce(broken_count, 1)::bigint as broken_count
        )
    from looked_at

),

ordered as (

    select
        finding_id,
        document_id,
        file_name,
        page,
        other_page,
        severity,
        note,
        identity,
        place,
        left_text,
        right_text,
        left_yuan,
        right_yuan,
        difference_yuan,
        tolerance_yuan,
        tolerance_reason,
        tolerance_reason_zh,
        explanation,
        explanation_zh,
        attribution,
        cause,
        cause_zh,
        repair,
        likely_figure,
        likely_yuan,
        suggestion,
        suggestion_zh,
        status,
        cause_group,
        broken_count,
        row_number() over (
            order by
                status <> 'open',
                array_position(['critical', 'warning', 'info'], severity),
                array_position(['misprinted', 'undecided', 'misread'], attribution),
                array_position(['rows', 'levels', 'sentence', 'shift', 'slip'], proof),
                abs(difference_yuan) desc nulls last,
                file_name,
                page asc,
                finding_id asc
        ) as rank
    from judged

)

select * from ordered
