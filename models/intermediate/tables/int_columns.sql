-- What each column means: its role, and for amounts the nature, purse, phase and 三公 part, by the
-- first pattern of `column_meanings` its header words match.
with columns as (

    select
        columns.*,
        tables.table_type,
        tables.subject,
        tables.printed_unit as table_unit,
        tables.default_nature,
        tables.default_funding_source
    from {{ ref('stg_columns') }} as columns
    inner join {{ ref('int_tables') }} as tables on {{ same_table('columns', 'tables') }}

),

meanings as (

    select * from {{ ref('column_meanings') }}

),

-- distinct headers are few: match each once, not once per table
keys as (

    select distinct
        column_key,
        table_type
    from columns
    where column_key <> ''

),

matched as (

    select
        keys.column_key,
        keys.table_type,
        meanings.attribute,
        min_by(meanings.value, meanings.priority::integer) as value
    from keys
    inner join meanings
        on
            regexp_matches(keys.column_key, meanings.pattern)
            and (
                meanings.table_type_pattern is null
                or regexp_matches(keys.table_type, meanings.table_type_pattern)
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
        max(value) filter (where attribute = 'three_public') as three_public,
        max(value) filter (where attribute = 'measure') as measure,
        coalesce(max(value) filter (where attribute = 'is_carry_over') = 'true', false) as is_carry_over
    from matched
    group by all

),

prints as (

    select
        document_id,
        table_no,
        column_no,
        count(*) as cell_count,
        count(printed_number) as number_count,
        count(*) filter (where regexp_matches(text_key, '\pL')) as letters_count,
        count(printed_number) filter (where is_decimal) as decimal_count,
        count(*) filter (where regexp_full_match(text_key, '[0-9]{2,}')) as digits_count,
        count(*) filter (
            where regexp_full_match(text_key, '[^0-9]*\p{Han}[^0-9]*') and not regexp_matches(text_key, '[合总小]计$')
        ) as word_count,
        count(*) filter (where {{ code_before_name('text_key') }} is not null) as coded_name_count,
        count(*) > 2
        and count(distinct try_cast(text_key as integer)) = count(*)
        and max(try_cast(text_key as integer)) < 200
        and max(try_cast(text_key as integer)) - min(try_cast(text_key as integer)) = count(*) - 1 as counts_rows
    from {{ ref('stg_cells') }}
    group by all

),

described as (

    select
        {{ all_but('columns', 'printed_unit') }},
        {{ all_but('attributes', 'column_key', 'table_type', 'is_carry_over') }},
        coalesce(attributes.is_carry_over, false) as is_carry_over,
        coalesce(prints.cell_count, 0) as cell_count,
        coalesce(prints.number_count, 0) as number_count,
        coalesce(prints.letters_count, 0) as letters_count,
        coalesce(prints.decimal_count, 0) as decimal_count,
        coalesce(prints.digits_count, 0) as digits_count,
        coalesce(prints.word_count, 0) as word_count,
        coalesce(prints.coded_name_count, 0) as coded_name_count,
        coalesce(prints.counts_rows, false) as counts_rows,
        regexp_matches(columns.column_key, '(金额|[算决]数|[合小总]计|支出|收入|拨款|资金|经费|结余)$') as says_money,
        coalesce(columns.printed_unit, columns.table_unit) as printed_unit
    from columns
    left join attributes on {{ same_by('columns', 'attributes', 'column_key', 'table_type') }}
    left join prints on {{ same_column('columns', 'prints') }}

),

roles as (

    select
        *,
        coded_name_count * 2 > cell_count as has_coded_names,
        -- a header of which no pattern knows a word
        coalesce(header_role, nature, funding_source, phase, three_public, measure) is not null
        or is_carry_over
        -- 其他各项收入 says money, but whose: one unknown purse among the known is no total
        or (
            says_money
            and not (
                subject = 'revenue'
                and regexp_matches(column_key, '[^/]收入$')
                and not regexp_matches(column_key, '(^|/)(20[0-9]{2}年|本年|当年|全年|部门|单位|预算|决算)*(总)?收入$')
            )
        ) as is_named,
        case
            when column_key = '' and cell_count = 0 then 'empty'
            when header_role in ('index', 'ratio', 'quantity') then header_role
            when column_key = '' and counts_rows then 'index'
            -- the print decides where the words mislead: a column of decimals holds amounts
            when decimal_count * 2 > cell_count then 'amount'
            -- 科目 over codes or over their names
            when header_role = 'code' and word_count * 2 > cell_count then 'name'
            when header_role is not null then header_role
            when number_count = 0 and letters_count > 0 and not says_money then 'name'
            when column_key = '' and digits_count * 2 > cell_count then 'code'
            when subject = 'performance' and not says_money then 'text'
            else 'amount'
        end as role
    from described

)

select * from roles
