-- One project in the goals table and in the project table, by name; and projects of one type.
with items as (

    select * from {{ ref('audit_items') }} where kind = 'project'

),

headlines as (

    select * from {{ ref('audit_headlines') }}

),

projects as (

    select * from items where table_type = 'project_expenditure' and headline = 'total'

),

goals as (

    select
        *,
        row_number() over (partition by document_id, project_key order by row_no) as nth
    from items
    where table_type = 'project_performance' and headline = 'total'

),

shared as (

    select distinct
        document_id,
        project_key
    from projects
    semi join goals on projects.document_id = goals.document_id and projects.project_key = goals.project_key

),

-- a project that runs over a page is printed again with its amount
by_name as (

    select 'project_in_goals' as identity, document_id, project_key as place_key, 'every_row' as alternative,
        'left' as side, 1 as sign, figure_id
    from goals
    union all
    select 'project_in_goals', document_id, project_key, 'first_row', 'left', 1, figure_id
    from goals
    where nth = 1
    union all
    select 'project_in_goals', document_id, project_key, unnest(['every_row', 'first_row']), 'right', 1, figure_id
    from projects

),

same_projects as (

    select named.document_id
    from (
        select document_id, project_key from projects
        union
        select document_id, project_key from goals
    ) as named
    left join shared on named.document_id = shared.document_id and named.project_key = shared.project_key
    group by named.document_id
    having count(*) = count(shared.project_key)

),

totals as (

    select
        'project_goals_total' as identity,
        headlines.document_id,
        'document' as place_key,
        'same_projects' as alternative,
        case when headlines.table_type = 'project_performance' then 'left' else 'right' end as side,
        1 as sign,
        headlines.figure_id
    from headlines
    semi join same_projects on headlines.document_id = same_projects.document_id
    where headlines.table_type in ('project_performance', 'project_expenditure') and headlines.headline = 'total'

),

typed as (

    select
        *,
        case
            when regexp_matches(project_type, '其他运转') then 'other_operation'
            when regexp_matches(project_type, '特定目标') then 'special_purpose'
        end as headline_of_type
    from projects
    qualify bool_and(regexp_matches(coalesce(project_type, ''), '其他运转|特定目标')) over (partition by document_id)

),

by_type as (

    select 'project_type_total' as identity, document_id, headline as place_key, 'printed' as alternative,
        'left' as side, 1 as sign, figure_id
    from headlines
    where table_type = 'expenditure' and headline in ('other_operation', 'special_purpose')
    union all
    select 'project_type_total', document_id, headline_of_type, 'printed', 'right', 1, figure_id
    from typed

),

operands as (

    select by_name.*
    from by_name
    semi join shared on by_name.document_id = shared.document_id and by_name.place_key = shared.project_key
    union all
    select * from totals
    union all
    select by_type.*
    from by_type
    semi join typed on by_type.document_id = typed.document_id

)

select * from operands
