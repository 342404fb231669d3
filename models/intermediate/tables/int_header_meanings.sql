-- What header words mean in tables of a type: of an attribute's patterns in `column_meanings` that match,
-- the first. Headers recur, so each is looked at once.
with headers as (

    select distinct
        columns.column_key,
        tables.table_type
    from {{ ref('stg_columns') }} as columns
    inner join {{ ref('int_tables') }} as tables on {{ same_table('columns', 'tables') }}
    where columns.column_key <> ''

),

matched as (

    select
        headers.column_key,
        headers.table_type,
        meanings.attribute,
        min_by(meanings.value, meanings.priority::integer) as value
    from headers
    inner join {{ ref('column_meanings') }} as meanings
        on
            regexp_matches(headers.column_key, meanings.pattern)
            and (
                meanings.table_type_pattern is null
                or regexp_matches(headers.table_type, meanings.table_type_pattern)
            )
    group by all

),

attributes as (

    select
        column_key,
        table_type,
        max(value) filter (where attribute = 'role') as header_role,
        max(value) filter (where attribute = 'nature') as nature,
        max(value) filter (where attribute = 'funding_source') as funding_source,
        max(value) filter (where attribute = 'phase') as phase,
        max(value) filter (where attribute = 'final_phase') as final_phase,
        max(value) filter (where attribute = 'three_public') as three_public,
        max(value) filter (where attribute = 'measure') as measure,
        max(value) filter (where attribute = 'side') as side,
        max(value) filter (where attribute = 'code_list') as code_list,
        max(value) filter (where attribute = 'code_level')::integer as code_level,
        bool_or(attribute = 'is_carry_over') as is_carry_over,
        bool_or(attribute = 'says_money') as says_money,
        bool_or(attribute = 'is_form_money') as is_form_money,
        -- a header of which no pattern knows a word
        bool_or(attribute in ('role', 'nature', 'funding_source', 'phase', 'three_public', 'measure', 'is_carry_over'))
        -- 其他各项收入 says money, but whose: one unknown purse among the known is no total
        or (
            bool_or(attribute = 'says_money')
            and coalesce(max(value) filter (where attribute = 'purse_word') <> 'some', true)
        ) as is_named
    from matched
    group by all

)

select * from attributes
