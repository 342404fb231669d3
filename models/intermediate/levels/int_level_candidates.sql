-- Rows with the rows that may hold them, by code, unit and total: 类 over 款 over 项 of one unit, a department
-- over its units, a unit over what stands under its name, the total over all. The longest code is the nearest.
with nodes as (

    select * from {{ ref('int_level_kinds') }}

),

departments as (

    select * from {{ ref('int_level_departments') }}

),

code_lengths as (

    select
        *,
        unnest([3, 5, 7]) as prefix_length
    from nodes
    where kind = 'code'

),

code_prefixes as (

    select
        *,
        left(code, prefix_length) as total_code
    from code_lengths
    where prefix_length < length(code)

),

by_code as (

    select
        {{ all_but('parts', 'prefix_length', 'total_code') }},
        totals.block_no as total_block,
        totals.row_no as total_row,
        totals.kind as total_kind,
        totals.code as total_code,
        10 + length(totals.code) as nearness
    from code_prefixes as parts
    inner join nodes as totals
        on
            {{ same_table('parts', 'totals', 'list_no', 'strand', 'unit_scope') }}
            and parts.total_code = totals.code
            and totals.kind = 'code'

),

by_unit as (

    select
        parts.*,
        totals.block_no as total_block,
        totals.row_no as total_row,
        totals.kind as total_kind,
        totals.code as total_code,
        case when parts.kind = 'unit' then length(totals.own_unit) else 1 end as nearness
    from nodes as parts
    inner join nodes as totals on {{ same_table('parts', 'totals', 'list_no', 'strand') }} and totals.kind = 'unit'
    left join departments on {{ same_row('totals', 'departments', 'block_no') }}
    where
        case
            when parts.kind in ('code', 'project') then totals.own_unit = parts.unit_scope
            when parts.kind <> 'unit' then false
            when departments.row_no is not null then departments.row_no < parts.row_no
            else
                regexp_full_match(parts.own_unit, '[0-9]+')
                and length(totals.own_unit) < length(parts.own_unit)
                and starts_with(parts.own_unit, totals.own_unit)
        end

),

by_total as (

    select
        parts.*,
        totals.block_no as total_block,
        totals.row_no as total_row,
        totals.kind as total_kind,
        totals.code as total_code,
        0 as nearness
    from nodes as parts
    inner join nodes as totals on {{ same_table('parts', 'totals', 'list_no', 'strand') }} and totals.kind = 'total'
    where parts.kind in ('unit', 'code', 'project', 'plain')

),

candidates as (

    {{ union_by_name(['by_code', 'by_unit', 'by_total']) }}

),

named as (

    select
        document_id,
        table_no,
        list_no,
        strand,
        block_no as part_block,
        row_no as part_row,
        kind as part_kind,
        code as part_code,
        total_block,
        total_row,
        total_kind,
        total_code,
        nearness
    from candidates
    where (part_row, part_block) <> (total_row, total_block)

)

select * from named
