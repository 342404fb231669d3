-- One project in the goals table and in the project table, by name; and projects of one type.
with items as (

    select
        *,
        row_number() over (partition by document_id, table_type, project_key order by row_no) as nth
    from {{ ref('item_costs') }}
    where
        kind = 'project' and headline = 'total' and table_type in ('project_expenditure', 'project_performance')

),

headlines as (

    select
        *,
        'document' as place_key
    from {{ ref('audit_headlines') }}

),

listed as (

    select
        document_id,
        project_key,
        count(distinct table_type) = 2 as is_in_both
    from items
    group by all

),

same_lists as (

    select document_id
    from listed
    group by all
    having bool_and(is_in_both)

),

-- a project that runs over a page is printed again with its amount: count every row, or the first
readings as (

    select unnest(['every_row', 'first_row']) as alternative

),

by_name as (

    select
        items.*,
        'project_in_goals' as identity,
        items.project_key as place_key,
        readings.alternative,
        case items.table_type when 'project_performance' then 'left' else 'right' end as side
    from items
    cross join readings
    semi join listed on {{ same_by('items', 'listed', 'document_id', 'project_key') }} and listed.is_in_both
    where items.nth = 1 or items.table_type = 'project_expenditure' or readings.alternative = 'every_row'

),

totals as (

    select
        headlines.*,
        'project_goals_total' as identity,
        'same_projects' as alternative,
        case headlines.table_type when 'project_performance' then 'left' else 'right' end as side
    from headlines
    semi join same_lists on headlines.document_id = same_lists.document_id
    where headlines.table_type in ('project_performance', 'project_expenditure') and headlines.headline = 'total'

),

typed as (

    select
        *,
        'project_type_total' as identity,
        case when regexp_matches(project_type, '其他运转') then 'other_operation' else 'special_purpose' end
            as place_key,
        'printed' as alternative,
        'right' as side
    from items
    where table_type = 'project_expenditure'
    qualify bool_and(regexp_matches(coalesce(project_type, ''), '其他运转|特定目标')) over (partition by document_id)

),

type_totals as (

    select
        headlines.* replace (headlines.headline as place_key),
        'project_type_total' as identity,
        'printed' as alternative,
        'left' as side
    from headlines
    semi join typed on headlines.document_id = typed.document_id
    where headlines.table_type = 'expenditure' and headlines.headline in ('other_operation', 'special_purpose')

),

operands as (

    {{ union_by_name(['by_name', 'totals', 'typed', 'type_totals']) }}

)

select * from operands
