-- “人员经费 … 主要包括：基本工资、津贴补贴 …”: does the basic table print an amount for what the list
-- names? One row per list.
with listed as (

    select * from {{ ref('listed_items') }}

),

amounts as (

    select
        items.document_id,
        items.table_no,
        items.code,
        max(abs(items.amount_yuan)) as amount_yuan
    from {{ ref('item_costs') }} as items
    where items.table_type = 'general_public_basic' and items.headline = 'total' and length(items.code) = 5
    group by all

),

tables as (

    select
        amounts.document_id,
        amounts.table_no,
        any_value(tables.table_title) as table_title,
        any_value(tables.first_page) as page
    from amounts
    inner join {{ ref('int_tables') }} as tables
        on {{ same_table('amounts', 'tables') }}
    group by all

),

checked as (

    select
        listed.document_id,
        listed.paragraph_no,
        listed.page,
        listed.list_text,
        listed.name,
        tables.table_title,
        tables.page as other_page,
        coalesce(max(amounts.amount_yuan), 0) > 0 as has_amount
    from listed
    inner join tables on listed.document_id = tables.document_id
    left join amounts
        on
            {{ same_table('tables', 'amounts') }}
            and listed.code = amounts.code
    group by all

),

lists as (

    select
        document_id,
        paragraph_no,
        page,
        list_text,
        any_value(table_title) as table_title,
        any_value(other_page) as other_page,
        count(*) as name_count,
        count(*) filter (where not has_amount) as empty_count,
        string_agg(name, '、' order by name) filter (where not has_amount) as empty_names
    from checked
    group by all
    -- two names are a phrase, not a list
    having count(*) >= 3

),

words as (

    select
        'stated_list_has_amounts' as identity,
        document_id,
        page,
        other_page,
        list_text as left_text,
        'the list names more than the table spends on' as cause,
        '文字列举多于表中实际支出' as cause_zh,
        '情况说明 “' || left(list_text, 24) || '…” ↔ ' || table_title as place,
        table_title || coalesce(' ' || empty_names, '') as right_text,
        concat_ws('|', paragraph_no, left(list_text, 40)) as place_key,
        case when empty_count > 0 then 'broken' else 'holds' end as outcome,
        concat(
            'On page ', page, ' “', left(list_text, 40), '…” names ', name_count, ' items, but “', table_title,
            '” on page ', other_page, ' prints no amount for ', empty_count, ' of them: ', empty_names, '.'
        ) as explanation,
        concat(
            '第', page, '页“', left(list_text, 40), '…”列举', name_count, '项，第', other_page, '页“', table_title,
            '”中', empty_count, '项没有金额：', empty_names, '。'
        ) as explanation_zh
    from lists

)

select * from words
