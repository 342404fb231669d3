-- What each column is: its role, told by its header and by what is printed below, and for amounts what
-- the header says they are.
with columns as (

    select
        columns.*,
        tables.table_type,
        tables.subject,
        tables.printed_unit as table_unit,
        tables.default_nature,
        tables.default_funding_source,
        tables.code_list as table_code_list
    from {{ ref('stg_columns') }} as columns
    inner join {{ ref('int_tables') }} as tables on {{ same_table('columns', 'tables') }}

),

described as (

    select
        {{ all_but('columns', 'printed_unit', 'table_unit', 'table_code_list') }},
        headers.header_role,
        headers.nature,
        headers.funding_source,
        headers.phase,
        headers.final_phase,
        headers.three_public,
        headers.measure,
        headers.side,
        headers.code_level,
        coalesce(nullif(headers.code_list, 'none'), columns.table_code_list) as code_list,
        coalesce(headers.is_carry_over, false) as is_carry_over,
        coalesce(headers.says_money, false) as says_money,
        coalesce(headers.is_form_money, false) as is_form_money,
        coalesce(headers.is_named, false) as is_named,
        coalesce(prints.cell_count, 0) as cell_count,
        coalesce(prints.number_count, 0) as number_count,
        coalesce(prints.letters_count, 0) as letters_count,
        coalesce(prints.decimal_count, 0) as decimal_count,
        coalesce(prints.digits_count, 0) as digits_count,
        coalesce(prints.word_count, 0) as word_count,
        coalesce(prints.counts_rows, false) as counts_rows,
        coalesce(prints.coded_name_count * 2 > prints.cell_count, false) as has_coded_names,
        coalesce(columns.printed_unit, columns.table_unit) as printed_unit
    from columns
    left join {{ ref('int_header_meanings') }} as headers
        on {{ same_by('columns', 'headers', 'column_key', 'table_type') }}
    left join {{ ref('int_column_prints') }} as prints on {{ same_column('columns', 'prints') }}

),

roles as (

    select
        *,
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
