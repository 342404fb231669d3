-- Files that are the same disclosure: one body (under any of its names), year and kind, of the whole
-- department or of one unit. The best file speaks for it: the latest by the date on its cover, then a
-- complete one, none of it recognised from an image, whose figures are placed beyond doubt. Where no file
-- holds all of it, the best prose and the best tables speak together; goals published alone speak where
-- nothing else has any.
with scoped as (

    select
        *,
        -- a file that does not say whose accounts it holds goes with the others of its body
        coalesce(
            printed_scope,
            case
                when min(printed_scope) over siblings = max(printed_scope) over siblings
                    then min(printed_scope) over siblings
            end,
            'department'
        ) as reporting_scope
    from {{ ref('int_documents') }}
    window siblings as (partition by department_id, fiscal_year, document_kind)

),

keyed as (

    select
        scoped.document_id,
        scoped.department_id,
        scoped.format,
        scoped.cover_date,
        scoped.reporting_scope,
        parts.part,
        parts.figure_count,
        parts.ambiguous_count,
        parts.recognised_count,
        parts.goals_count,
        -- a body that accounts for itself alone and for all its units is a unit of its own
        {{ unit_key(
            'scoped.department_id',
            "case
                when scoped.reporting_scope = 'unit'
                    and bool_or(scoped.reporting_scope = 'department') over (partition by scoped.department_id)
                    then '" ~ own_level() ~ "'
            end"
        ) }} as unit_id,
        case
            when scoped.department_name is null or scoped.fiscal_year is null or scoped.document_kind = 'other'
                then scoped.document_id
            else
                md5(
                    concat_ws(
                        '|', scoped.department_id, scoped.fiscal_year, scoped.document_kind, scoped.reporting_scope
                    )
                )[:16]
        end as disclosure_id
    from scoped
    inner join {{ ref('int_document_parts') }} as parts on scoped.document_id = parts.document_id

),

-- files that compete with each other
laned as (

    select
        *,
        case
            when bool_or(part = 'whole') over (partition by disclosure_id) and part <> 'goals' then 'whole' else part
        end as lane,
        part <> 'goals' or max(goals_count) filter (where part <> 'goals') over (partition by disclosure_id) = 0
        or count(*) filter (where part <> 'goals') over (partition by disclosure_id) = 0
            as has_say
    from keyed

),

compared as (

    select
        *,
        max(figure_count) over (partition by disclosure_id, lane, cover_date) as most_figures
    from laned

),

ranked as (

    select
        document_id,
        disclosure_id,
        department_id,
        unit_id,
        format,
        reporting_scope,
        part,
        cover_date,
        figure_count,
        ambiguous_count,
        recognised_count,
        dense_rank() over (partition by disclosure_id order by cover_date nulls first) as version_no,
        has_say
        and row_number() over (
            partition by disclosure_id, lane
            order by
                cover_date desc nulls last,
                figure_count * 1.02 >= most_figures desc,
                recognised_count > 0,
                ambiguous_count > 0,
                list_position(['pdf', 'xlsx', 'docx', 'html', 'xls', 'text'], format),
                figure_count desc,
                document_id asc
        ) = 1 as is_current
    from compared

)

select * from ranked
