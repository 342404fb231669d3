-- Leaf, subtotal or part, as far as the rows of one column tell: 合计 over 类 over 款 over 项.
with figures as (

    select * from {{ ref('int_figures') }}

),

item_tables as (

    select
        document_id,
        table_no,
        count(*) filter (where function_code is not null or economic_code is not null) > 0 as has_codes,
        count(*) filter (where project_name is not null) > 0 as has_projects
    from figures
    group by all

),

-- units: 141 over 141001; a unit row is a leaf only in a table that lists nothing but units
unit_parents as (

    select distinct
        upper.document_id,
        upper.table_no,
        upper.row_no
    from figures as upper
    inner join figures as lower
        on
            {{ same_table('upper', 'lower') }}
            and upper.unit_code <> lower.unit_code
            and starts_with(lower.unit_code, upper.unit_code)
    where upper.is_unit_row and lower.is_unit_row

),

decided as (

    select
        figures.figure_id,
        case
            when figures.is_total_row then 'subtotal'
            when coded_parents.row_role = 'subtotal' then 'subtotal'
            when unit_parents.row_no is not null then 'subtotal'
            when line_parents.figure_id is not null then 'subtotal'
            when figures.is_unit_row and (item_tables.has_codes or item_tables.has_projects) then 'subtotal'
            when item_tables.has_projects and figures.project_name is null then 'subtotal'
            when project_parents.row_role is not null then project_parents.row_role
            when coded_parents.row_role = 'part' then 'part'
            when
                figures.subject <> 'three_public'
                and regexp_matches({{ folded('figures.row_label') }}, '^([(]?[0-9一二三四五六七八九十]+[)、.])?其中')
                then 'part'
            else 'leaf'
        end as row_role
    from figures
    left join {{ ref('int_coded_parents') }} as coded_parents
        on
            {{ same_row('figures', 'coded_parents') }}
            and figures.block_no = coded_parents.block_no
    left join unit_parents on {{ same_row('figures', 'unit_parents') }}
    left join item_tables
        on {{ same_table('figures', 'item_tables') }}
    left join {{ ref('int_project_parents') }} as project_parents on {{ same_row('figures', 'project_parents') }}
    left join {{ ref('int_line_parents') }} as line_parents on figures.figure_id = line_parents.figure_id

)

select * from decided
