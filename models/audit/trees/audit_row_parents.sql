-- What each row of a table is a part of: the nearest printed level above. 合计 over 类 over 款 over 项, a
-- department over its units, a unit over its items or projects.
with nodes as (

    select * from {{ ref('audit_row_nodes') }}

),

candidates as (

    select
        parts.document_id,
        parts.table_no,
        parts.list_no,
        parts.block_no as part_block,
        parts.row_no as part_row,
        parts.kind as part_kind,
        totals.block_no as total_block,
        totals.row_no as total_row,
        totals.kind as total_kind,
        totals.code as total_code,
        case
            when totals.kind = 'code' then 10 + length(totals.code)
            when totals.kind = 'unit' and parts.kind = 'unit' then length(totals.own_unit)
            when totals.kind = 'unit' then 1
            else 0
        end as nearness
    from nodes as parts
    inner join nodes as totals
        on
            {{ same_table('parts', 'totals') }}
            and parts.list_no = totals.list_no
            and (parts.row_no <> totals.row_no or parts.block_no <> totals.block_no)
    where
        (
            totals.kind = 'code'
            and parts.kind = 'code'
            and totals.unit_scope = parts.unit_scope
            and length(totals.code) < length(parts.code)
            and starts_with(parts.code, totals.code)
        )
        or (
            totals.kind = 'unit'
            and parts.kind = 'unit'
            and length(totals.own_unit) < length(parts.own_unit)
            and starts_with(parts.own_unit, totals.own_unit)
        )
        or (totals.kind = 'unit' and parts.kind in ('code', 'project') and totals.own_unit = parts.unit_scope)
        or (totals.kind = 'total' and parts.kind in ('unit', 'code', 'project', 'plain'))

),

nearest as (

    select *
    from candidates
    qualify row_number() over (
        partition by document_id, table_no, list_no, part_block, part_row
        order by nearness desc, total_row < part_row desc, abs(total_row - part_row), total_row
    ) = 1

),

-- where units are printed the rows beside them are their own
of_one_kind as (

    select *
    from nearest
    qualify
        part_kind = 'unit'
        or count(*) filter (where part_kind = 'unit') over (
            partition by document_id, table_no, list_no, total_block, total_row
        ) = 0

),

-- a row whose code is not known may stand beside the coded row above it
beside as (

    select
        coded.document_id,
        coded.table_no,
        coded.list_no,
        coded.total_block,
        coded.total_row,
        coded.total_kind,
        coded.total_code,
        uncoded.block_no as part_block,
        uncoded.row_no as part_row,
        uncoded.kind as part_kind
    from nodes as uncoded
    inner join of_one_kind as coded
        on
            {{ same_table('uncoded', 'coded') }}
            and uncoded.list_no = coded.list_no
            and uncoded.block_no = coded.part_block
            and uncoded.row_no > coded.part_row
    where uncoded.kind = 'uncoded' and coded.part_kind = 'code'
    qualify row_number() over (
        partition by uncoded.document_id, uncoded.table_no, uncoded.block_no, uncoded.row_no
        order by coded.part_row desc
    ) = 1

),

parts as (

    select * from of_one_kind
    union all by name
    select * from beside

)

select * from parts
