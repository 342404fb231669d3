-- Ways to read which columns add up to a total beside them: all that may, only those whose meaning is
-- known, only natures or only purses where a row is broken down twice, all but one, the first few before
-- others that stand apart.
with parts as (

    select * from {{ ref('int_column_parts') }}
    where not is_part

),

nodes as (

    select * from {{ ref('int_column_nodes') }}

),

meant as (

    select
        parts.document_id,
        parts.table_no,
        parts.total_column,
        parts.part_column,
        case
            when nodes.three_public in ('meetings', 'training', 'operating_cost') then 'unknown'
            when nodes.three_public is not null then 'expense'
            when nodes.nature is not null then 'nature'
            when nodes.funding_source is not null or nodes.is_carry_over then 'purse'
            else 'unknown'
        end as dimension
    from parts
    inner join nodes on {{ same_table('parts', 'nodes') }} and parts.part_column = nodes.column_no

),

readings as (

    select distinct
        document_id,
        table_no,
        total_column,
        unnest(['all', 'meant', 'natures', 'purses']) as reading,
        null::bigint as column_no
    from meant
    union all
    select
        document_id,
        table_no,
        total_column,
        unnest(['all_but', 'up_to']) as reading,
        part_column as column_no
    from meant

),

counted as (

    select
        readings.*,
        meant.part_column,
        count(*) over (
            partition by
                readings.document_id, readings.table_no, readings.total_column, readings.reading, readings.column_no
        ) as part_count
    from readings
    inner join meant on {{ same_by('readings', 'meant', 'document_id', 'table_no', 'total_column') }}
    where
        case readings.reading
            when 'meant' then meant.dimension <> 'unknown'
            when 'natures' then meant.dimension = 'nature'
            when 'purses' then meant.dimension = 'purse'
            when 'up_to' then meant.part_column < readings.column_no
            else meant.part_column is distinct from readings.column_no
        end

)

select * from counted
