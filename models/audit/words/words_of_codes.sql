-- Every printed code: do the lists know it, and is the name beside it its own?
with judged as (

    select * from {{ ref('printed_codes') }}

),

-- a province's finer pay items are known by the item above them
known as (

    select
        *,
        'unknown_code' as identity,
        not is_known and length(code) <= case code_list when 'economic' then 5 else 7 end as is_broken,
        concat('Code ', code, ' (“', row_label, '”) is not in the ', code_list, ' code list.') as explanation,
        concat('科目编码', code, '（“', row_label, '”）不在科目表中。') as explanation_zh,
        'the list lacks the code' as cause,
        '科目表未收此编码' as cause_zh
    from judged

),

named as (

    select
        *,
        'code_contradicts_name' as identity,
        is_in_force and not is_named_alike and other_code is not null as is_broken,
        concat(
            'Code ', code, ' is ', official_name, ', but “', row_label, '” is printed beside it, the name of ',
            other_code, '.'
        ) as explanation,
        concat('科目编码', code, '应为“', official_name, '”，此处印为“', row_label, '”，即', other_code, '的名称。')
            as explanation_zh,
        'the code or the name is that of another item' as cause,
        '编码或名称属于另一科目' as cause_zh
    from judged
    where is_known

),

checked as (

    select * from known
    union all
    select * from named

),

words as (

    select
        *,
        concat_ws(' ', code, row_label) as left_text,
        concat_ws(' ', code, official_name) as right_text,
        concat_ws('|', code, row_label, place) as place_key,
        case
            when not is_broken then 'holds'
            -- unknown is not wrong: it is the list that lacks the code
            when identity = 'unknown_code' then 'operand_missing'
            else 'broken'
        end as outcome
    from checked

)

select * from words
