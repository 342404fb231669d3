-- Department items printed beside treasury items: does the official correspondence join them? Where the
-- list holds no official row for an item, or a class stands for an item, nothing is proved.
with figures as (

    select * from {{ ref('audit_figures') }}
    where length(economic_code) = 5 and government_economic_code is not null

),

correspondences as (

    select * from {{ ref('economic_to_government') }}

),

known as (

    select
        dept_code,
        string_agg(gov_code, '、' order by gov_code) as gov_codes
    from correspondences
    group by all

),

official as (

    select distinct dept_code
    from {{ ref('economic_to_government') }}
    where source = 'official_excerpt'

),

pairs as (

    select
        document_id,
        economic_code,
        government_economic_code,
        min(page) as page,
        arg_min(row_label, (table_no, row_no, column_no)) as row_label,
        arg_min(locator, (table_no, row_no, column_no)) as place
    from figures
    group by all

),

judged as (

    select
        pairs.*,
        known.gov_codes,
        count(correspondences.gov_code) > 0 as is_official
    from pairs
    semi join official on pairs.economic_code = official.dept_code
    inner join known on pairs.economic_code = known.dept_code
    left join correspondences
        on
            pairs.economic_code = correspondences.dept_code
            and starts_with(correspondences.gov_code, pairs.government_economic_code)
    group by all

),

words as (

    select
        'government_item_by_mapping' as identity,
        document_id,
        page,
        place,
        government_economic_code as right_text,
        'the pair is in no official or observed correspondence' as cause,
        '该对应不在已知对应关系之中' as cause_zh,
        concat_ws(' ', economic_code, row_label) as left_text,
        concat_ws('|', economic_code, government_economic_code) as place_key,
        case when is_official then 'holds' else 'broken' end as outcome,
        concat(
            'Department item ', economic_code, ' (“', row_label, '”) is printed beside treasury item ',
            government_economic_code, '; the official correspondence knows ', gov_codes, ' for it.'
        ) as explanation,
        concat(
            '部门预算经济分类', economic_code, '（“', row_label, '”）对应印为政府预算经济分类',
            government_economic_code, '；按对应关系应为', gov_codes, '。'
        ) as explanation_zh
    from judged

)

select * from words
