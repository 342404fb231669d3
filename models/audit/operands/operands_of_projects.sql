-- One project in the goals table and in the project table, by name; and projects of one type.
with items as (

    select * from {{ ref('item_costs') }}
    where kind = 'project'

),

headlines as (

    select * from {{ ref('audit_headlines') }}

),

projects as (

    select * from items
    where table_type = 'project_expenditure' and headline = 'total'

),

goals as (

    select
        *,
        row_number() over (partition by document_id, project_key order by row_no) as nth
    from items
    where table_type = 'project_performance' and headline = 'total'

),

-- a project that runs over a page is printed again with its amount: count every row, or the first
readings as (

    select unnest(['every_row', 'first_row']) as alternative

),

by_name as (

    select
        'project_in_goals' as identity,
        goals.document_id,
        goals.project_key as place_key,
        readings.alternative,
        'left' as side,
        goals.figure_id
    from goals
    cross join readings
    semi join projects on goals.document_id = projects.document_id and goals.project_key = projects.project_key
    where goals.nth = 1 or readings.alternative = 'every_row'
    union all
    select
        'project_in_goals' as identity,
        projects.document_id,
        projects.project_key as place_key,
        readings.alternative,
        'right' as side,
        projects.figure_id
    from projects
    cross join readings
    semi join goals on projects.document_id = goals.document_id and projects.project_key = goals.project_key

),

listed as (

    select
        coalesce(projects.document_id, goals.document_id) as document_id,
        bool_and(projects.project_key is not null and goals.project_key is not null) as is_same_list
    from projects
    full join goals on projects.document_id = goals.document_id and projects.project_key = goals.project_key
    group by all

),

totals as (

    select
        'project_goals_total' as identity,
        headlines.document_id,
        'document' as place_key,
        'same_projects' as alternative,
        case headlines.table_type when 'project_performance' then 'left' else 'right' end as side,
        headlines.figure_id
    from headlines
    inner join listed on headlines.document_id = listed.document_id
    where
        listed.is_same_list
        and headlines.table_type in ('project_performance', 'project_expenditure')
        and headlines.headline = 'total'

),

typed as (

    select
        'project_type_total' as identity,
        document_id,
        case when regexp_matches(project_type, '其他运转') then 'other_operation' else 'special_purpose' end
            as place_key,
        'printed' as alternative,
        'right' as side,
        figure_id
    from projects
    qualify bool_and(regexp_matches(coalesce(project_type, ''), '其他运转|特定目标')) over (partition by document_id)

),

type_totals as (

    select
        'project_type_total' as identity,
        headlines.document_id,
        headlines.headline as place_key,
        'printed' as alternative,
        'left' as side,
        headlines.figure_id
    from headlines
    semi join typed on headlines.document_id = typed.document_id
    where headlines.table_type = 'expenditure' and headlines.headline in ('other_operation', 'special_purpose')

),

operands as (

    select * from by_name
    union all by name
    select * from totals
    union all by name
    select * from typed
    union all by name
    select * from type_totals

)

select * from operands
