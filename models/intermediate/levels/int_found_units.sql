-- Rows that sums show to be units, though no code and no known name says so: they add up rows of projects or
-- items, or other units, and stand among units or are named like a body.
with kinds as (

    select * from {{ ref('int_level_kinds') }}

),

found as (

    select * from {{ ref('int_level_found') }}

),

heads as (

    select distinct
        document_id,
        table_no,
        list_no,
        total_block as block_no,
        total_row as row_no
    from found

),

siblings as (

    select
        *,
        bool_or(part_kind = 'unit') over (
            partition by document_id, table_no, list_no, total_block, total_row
        ) as has_units
    from found

),

over_units as (

    select distinct
        document_id,
        table_no,
        list_no,
        total_block as block_no,
        total_row as row_no
    from siblings
    where has_units

),

among_units as (

    select
        document_id,
        table_no,
        list_no,
        part_block as block_no,
        part_row as row_no
    from siblings
    where has_units

),

units as (

    select
        kinds.document_id,
        kinds.table_no,
        kinds.list_no,
        kinds.block_no,
        kinds.row_no
    from kinds
    left join heads on {{ same_row('kinds', 'heads', 'list_no', 'block_no') }}
    left join over_units on {{ same_row('kinds', 'over_units', 'list_no', 'block_no') }}
    left join among_units on {{ same_row('kinds', 'among_units', 'list_no', 'block_no') }}
    where
        kinds.kind in ('project', 'plain', 'uncoded')
        and kinds.strand = ''
        and case
            -- a list of nothing but units
            when heads.row_no is null then kinds.kind = 'plain' and among_units.row_no is not null
            else
                over_units.row_no is not null
                or among_units.row_no is not null
                or regexp_matches(regexp_replace(kinds.row_key, '[(][^)]*[)]$', ''), '{{ body_ending() }}')
        end

)

select * from units
