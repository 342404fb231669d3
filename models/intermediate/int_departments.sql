-- Whose document it is: named by the cover, by the tables' department lines, by the headings; and
-- the region whose name the department's name begins with, or the opening mentions most.
with lines as (

    select * from {{ ref('stg_lines') }}

),

captions as (

    select * from {{ ref('stg_captions') }}
    where position in ('above', 'inside')

),

regions as (

    select
        region_code,
        alias
    from {{ ref('int_region_names') }}

),

openings as (

    select
        document_id,
        string_agg(text, '' order by line_no) filter (where line_no <= 8) as cover_text,
        string_agg(text, '' order by line_no) filter (where line_no <= 400) as opening_text
    from lines
    group by all

),

candidates as (

    select
        document_id,
        1 as source_rank,
        regexp_extract(text, '^(?:预算|编制|填报|公开)?(?:部门|单位|主管部门|部门[(（]单位[)）])(?:名称|全称)?[:：](.{3,60})$', 1) as name
    from captions
    union all
    select
        document_id,
        2 as source_rank,
        regexp_extract(
            cover_text,
            '^(?:附件[0-9]*[:：]?)?(?:20[0-9]{2}年度?)?(.{4,40}?)(?:[（(](?:汇总|本级)[)）])?(?:20[0-9]{2}年度?)?(?:部门|单位)(?:综合)?(?:预算|决算)',
            1
        ) as name
    from openings
    union all
    select
        document_id,
        3 as source_rank,
        regexp_extract(opening_text, '第一部分(?:[:：])?([^第。；，]{4,40}?)(?:部门|单位)?(?:基本)?概[况述]', 1) as name
    from openings

),

cleaned as (

    select
        document_id,
        source_rank,
        regexp_replace(
            regexp_replace(name, '^(?:20[0-9]{2}年度?)|[（(](?:汇总|本级|部门)[)）]$|^[-—0-9.、,，·]+', '', 'g'),
            '单位[:：].*$|金额单位.*$', '', 'g'
        ) as name
    from candidates
    where name <> ''

),

counted as (

    select
        document_id,
        source_rank,
        name,
        count(*) as mentions
    from cleaned
    where
        length(name) between 3 and 60
        and regexp_matches(
            name,
            '(局|委员会|委|办公室|办|中心|厅|院|部|会|社|校|所|队|处|站|团|馆|街道|政府|学院|大学|公司|支队|总队|基地|联|工委)([（(].*[）)])?$|'';'
        )
    group by all

),

-- the cover gives the full name; a table line may give a short one
named as (

    select
        document_id,
        coalesce(
            max_by(name, (mentions, length(name))) filter (where source_rank = 2),
            max_by(name, (mentions, length(name))) filter (where source_rank = 1),
            max_by(name, (mentions, length(name))) filter (where source_rank = 3)
        ) as department_name
    from counted
    group by all

),

placed as (

    select
        openings.document_id,
        named.department_name,
        regions.region_code,
        row_number() over (
            partition by openings.document_id
            order by
                coalesce(position(regions.alias in coalesce(named.department_name, '')), 0) > 0 desc,
                length(regions.alias) desc,
                position(regions.alias in openings.opening_text),
                regions.region_code
        ) as nearness
    from openings
    left join named on openings.document_id = named.document_id
    left join regions
        on
            position(regions.alias in coalesce(named.department_name, '')) > 0
            or position(regions.alias in left(openings.opening_text, 200)) > 0

),

best as (

    select
        document_id,
        department_name,
        region_code
    from placed
    where nearness = 1

)

select * from best
