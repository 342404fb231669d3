-- Identities that are broken, without a proof in the table itself, in most documents of one form: it is the
-- form that was misread. One document proves nothing, and two are most only where no third holds.
with outcomes as (

    select * from {{ ref('layout_outcomes') }}

),

layouts as (

    select
        identity,
        layout,
        count(*) as judged_count,
        count(*) filter (where doubtful_count > 0) as document_count
    from outcomes
    group by all

),

misread as (

    select
        outcomes.identity,
        outcomes.layout,
        outcomes.document_id,
        outcomes.table_type,
        outcomes.table_title,
        outcomes.page,
        layouts.judged_count,
        layouts.document_count,
        unnest(outcomes.finding_ids) as finding_id
    from outcomes
    inner join layouts on {{ same_by('outcomes', 'layouts', 'identity', 'layout') }}
    where
        outcomes.doubtful_count > 0
        and layouts.document_count >= 2
        and layouts.document_count * 2 > layouts.judged_count

)

select * from misread
