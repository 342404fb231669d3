-- Which columns add up to the total beside them: all that may by header and meaning, unless another
-- reading explains more rows. What is left out stands beside its total (an item of a list, procurement)
-- and neither adds to it nor replaces it.
with parts as (

    select * from {{ ref('int_column_parts') }}

),

sums as (

    select * from {{ ref('int_column_sums') }}

),

readings as (

    select * from {{ ref('int_column_readings') }}

),

compared as (

    select
        sums.*,
        whole.held as whole_held
    from sums
    inner join sums as whole
        on {{ same_by('sums', 'whole', 'document_id', 'table_no', 'total_column') }} and whole.reading = 'all'

),

-- one row is no witness against a header: two are, where no row that held is lost
chosen as (

    select *
    from compared
    where held >= whole_held + 2 and lost = 0
    qualify row_number() over (
        partition by document_id, table_no, total_column
        order by held - broken desc, part_count desc, reading asc, column_no asc
    ) = 1

),

-- nothing is left out of nothing
printed as (

    select distinct
        document_id,
        table_no,
        column_no as part_column
    from {{ ref('int_printed_amounts') }}
    where printed_number <> 0

),

tree as (

    select
        parts.document_id,
        parts.table_no,
        parts.part_column,
        parts.total_column,
        parts.is_part,
        not parts.is_part
        and (chosen.reading is null or readings.part_column is not null or printed.part_column is null) as adds_up
    from parts
    left join chosen on {{ same_by('parts', 'chosen', 'document_id', 'table_no', 'total_column') }}
    left join readings
        on
            {{ same_by('chosen', 'readings', 'document_id', 'table_no', 'total_column', 'reading') }}
            and chosen.column_no is not distinct from readings.column_no
            and parts.part_column = readings.part_column
    left join printed on {{ same_by('parts', 'printed', 'document_id', 'table_no', 'part_column') }}

)

select * from tree
