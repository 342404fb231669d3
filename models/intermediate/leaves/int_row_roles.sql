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

-- rows over rows that add up to them, or should
levels as (

    select distinct
        document_id,
        table_no,
        total_block as block_no,
        total_row as row_no
    from {{ ref('int_levels') }}
    -- what a province splits once more stays one item for everyone else
    where part_code is null or starts_with(part_code, '2') or not {{ splits_item('part_code') }}

),

decided as (

    select
        figures.figure_id,
        case
            when figures.is_total_row then 'subtotal'
            when coded_parents.row_role = 'subtotal' then 'subtotal'
            when line_parents.figure_id is not null then 'subtotal'
            when figures.is_unit_row and (item_tables.has_codes or item_tables.has_projects) then 'subtotal'
            when item_tables.has_projects and figures.project_name is null then 'subtotal'
            when levels.row_no is not null then 'subtotal'
            when coded_parents.row_role = 'part' then 'part'
            when
                figures.subject <> 'three_public'
                and {{ is_part_label(folded('figures.row_label')) }}
                then 'part'
            else 'leaf'
        end as row_role
    from figures
    left join {{ ref('int_coded_parents') }} as coded_parents
        on
            {{ same_row('figures', 'coded_parents') }}
            and figures.block_no = coded_parents.block_no
    left join item_tables
        on {{ same_table('figures', 'item_tables') }}
    left join levels
        on {{ same_row('figures', 'levels') }} and coalesce(figures.block_no, 0) = levels.block_no
    left join {{ ref('int_line_parents') }} as line_parents on figures.figure_id = line_parents.figure_id

)

select * from decided
