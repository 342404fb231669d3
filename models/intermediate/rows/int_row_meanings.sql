-- Where the rows name the purses, the natures or the three public expenses, the same patterns read
-- them as read the headers. Distinct labels are few: each is matched once.
with labels as (

    select distinct
        tables.table_type,
        printed_rows.row_label,
        {{ name_key('printed_rows.row_label') }} as label_key
    from {{ ref('int_printed_rows') }} as printed_rows
    inner join {{ ref('int_tables') }} as tables on {{ same_table('printed_rows', 'tables') }}
    where printed_rows.row_label is not null and tables.subject in ('three_public', 'balance', 'revenue', 'function')

),

meanings as (

    select * from {{ ref('column_meanings') }}
    where attribute in ('three_public', 'funding_source', 'nature', 'is_carry_over')

),

matched as (

    select
        labels.table_type,
        labels.row_label,
        meanings.attribute,
        min_by(meanings.value, meanings.priority::integer) as value
    from labels
    inner join meanings
        on
            regexp_matches(labels.label_key, meanings.pattern)
            and (
                meanings.table_type_pattern is null
                or regexp_matches(labels.table_type, meanings.table_type_pattern)
            )
    group by all

),

attributes as (

    select
        table_type,
        row_label,
        max(value) filter (where attribute = 'three_public') as three_public,
        max(value) filter (where attribute = 'funding_source') as funding_source,
        max(value) filter (where attribute = 'nature') as nature,
        coalesce(max(value) filter (where attribute = 'is_carry_over') = 'true', false) as is_carry_over
    from matched
    group by all

)

select * from attributes
