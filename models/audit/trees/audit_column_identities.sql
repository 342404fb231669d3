-- The identity each group of columns must satisfy, named by what its total and its parts mean. A
-- column that means neither a nature nor a purse, among those that do, may stand apart: memoranda
-- such as procurement. Some rows are broken down twice, by purse and by nature.
with parts as (

    select * from {{ ref('int_column_tree') }}
    where is_part or adds_up

),

nodes as (

    select * from {{ ref('int_column_nodes') }}
    where table_type not in ('overall_performance', 'overall_self_evaluation')

),

meant as (

    select
        parts.*,
        totals.three_public as total_three_public,
        coalesce(totals.nature, totals.default_nature, 'total') as total_nature,
        coalesce(nodes.three_public in ('meetings', 'training', 'operating_cost'), false) as is_other_expense,
        case
            when nodes.three_public is not null then 'expense'
            when nodes.nature is not null then 'nature'
            when nodes.funding_source is not null or nodes.is_carry_over then 'purse'
            else 'unknown'
        end as dimension
    from parts
    inner join nodes
        on
            {{ same_table('parts', 'nodes') }}
            and parts.part_column = nodes.column_no
    inner join nodes as totals
        on
            {{ same_table('parts', 'totals') }}
            and parts.total_column = totals.column_no

),

counted as (

    select
        *,
        count(*) over siblings as part_count,
        count(*) filter (where dimension = 'nature') over siblings as nature_count,
        count(*) filter (where dimension = 'purse') over siblings as purse_count
    from meant
    window siblings as (partition by document_id, table_no, total_column, is_part)

),

named as (

    select
        *,
        case
            when is_part or part_count = 1 then 'part_within_total'
            when total_three_public = 'total' then 'three_public_total'
            when total_three_public = 'vehicles' then 'three_public_vehicles'
            when
                nature_count >= purse_count and nature_count > 0
                and total_nature in ('basic', 'personnel', 'public_use', 'project', 'total')
                then
                    case total_nature
                        when 'basic' then 'basic_by_nature'
                        when 'personnel' then 'personnel_by_nature'
                        when 'public_use' then 'public_use_by_nature'
                        when 'project' then 'project_by_nature'
                        else 'total_by_nature'
                    end
            when purse_count > 0 then 'total_by_funding_source'
            else 'total_by_header'
        end as identity,
        is_other_expense
        or (dimension = 'unknown' and nature_count + purse_count > 1)
        or (nature_count > 1 and purse_count > 0 and dimension = 'purse')
        or (purse_count > 1 and nature_count > 0 and nature_count < purse_count and dimension = 'nature') as is_optional
    from counted

)

select * from named
