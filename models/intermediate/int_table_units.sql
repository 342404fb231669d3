-- The unit of money a table is in: as its captions state it, else as most tables of the document do,
-- else as its own cells do.
with tables as (

    select * from {{ ref('stg_tables') }}

),

units as (

    select
        document_id,
        table_no,
        any_value(unit) as unit
    from {{ ref('int_caption_units') }}
    group by all

),

-- a form that states no unit beside its title prints one beside some of its numbers: ≤3843.67万元
cell_units as (

    select
        document_id,
        table_no,
        mode(nullif(regexp_extract(text_key, '[0-9](亿元|万元|元)', 1), '')) as unit
    from {{ ref('stg_cells') }}
    group by all

),

counted_units as (

    select
        document_id,
        unit,
        count(*) as table_count
    from units
    group by all

),

document_units as (

    select
        document_id,
        max_by(unit, (table_count, unit)) as unit
    from counted_units
    group by all

),

stated as (

    select
        tables.document_id,
        tables.table_no,
        coalesce(units.unit, document_units.unit, cell_units.unit) as printed_unit,
        case
            when units.unit is not null then 'table'
            when document_units.unit is not null then 'document'
            when cell_units.unit is not null then 'cells'
        end as unit_source
    from tables
    left join units
        on tables.document_id = units.document_id and tables.table_no = units.table_no
    left join document_units on tables.document_id = document_units.document_id
    left join cell_units
        on tables.document_id = cell_units.document_id and tables.table_no = cell_units.table_no

)

select * from stated
