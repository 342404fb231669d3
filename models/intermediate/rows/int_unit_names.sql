-- The names under which a document lists its units: rows of other tables that print one of them are
-- that unit's, though no code says so.
with cells as (

    select
        cells.document_id,
        {{ body_name_key(without_unit_code('cells.printed_text')) }} as name_key
    from {{ ref('stg_cells') }} as cells
    inner join {{ ref('int_blocks') }} as blocks on {{ same_column('cells', 'blocks') }}
    where blocks.role = 'unit_name' and cells.printed_number is null and blocks.subject <> 'performance'

),

departments as (

    select
        document_id,
        {{ body_name_key('department_name') }} as name_key
    from {{ ref('int_departments') }}
    where department_name is not null

),

named as (

    select * from cells
    union
    select * from departments

),

bodies as (

    select *
    from named
    -- 公文交换站（公报编辑部）: a second name in brackets
    where
        regexp_matches(regexp_replace(name_key, '[(][^()]*[)]$', ''), '{{ body_ending() }}')
        and length(name_key) >= 4

)

select * from bodies
