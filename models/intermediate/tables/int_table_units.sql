-- The unit of money a table is in: as its captions state it (单位：万元, 金额单位：元, （万元）), else as
-- most tables of its kind in the document do (forms of goals are often in another unit than the tables),
-- else as most tables do, else as its own cells do.
with tables as (

    select
        told.document_id,
        told.table_no,
        table_types.subject = 'performance' as is_form
    from {{ ref('int_table_types') }} as told
    inner join {{ ref('table_types') }} as table_types on told.table_type = table_types.table_type

),

captions as (

    select
        *,
        {{ captioned_unit('text_key') }} as unit
    from {{ ref('stg_captions') }}
    where position in ('above', 'inside')

),

units as (

    select
        document_id,
        table_no,
        max_by(unit, caption_no) as unit
    from captions
    where unit is not null
    group by all

),

-- a form that states no unit beside its title prints one beside some of its numbers: ≤3843.67万元
cell_units as (

    select
        document_id,
        table_no,
        mode({{ unit_after_number('text_key') }}) as unit
    from {{ ref('stg_cells') }}
    group by all

),

counted_units as (

    select
        tables.document_id,
        tables.is_form,
        units.unit,
        count(*) as table_count
    from units
    inner join tables on {{ same_table('units', 'tables') }}
    group by all

),

kind_units as (

    select
        document_id,
        is_form,
        max_by(unit, (table_count, unit)) as unit
    from counted_units
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
        coalesce(units.unit, kind_units.unit, document_units.unit, cell_units.unit) as printed_unit,
        case
            when units.unit is not null then 'table'
            when document_units.unit is not null then 'document'
            when cell_units.unit is not null then 'cells'
        end as unit_source
    from tables
    left join units on {{ same_table('tables', 'units') }}
    left join kind_units on {{ same_by('tables', 'kind_units', 'document_id', 'is_form') }}
    left join document_units on tables.document_id = document_units.document_id
    left join cell_units on {{ same_table('tables', 'cell_units') }}

)

select * from stated
