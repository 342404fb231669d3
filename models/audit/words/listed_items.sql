-- Economic items that a list in the prose names: “人员经费 … 主要包括：基本工资、津贴补贴 …”.
with paragraphs as (

    select
        document_id,
        paragraph_no,
        page,
        unnest(
            regexp_extract_all(
                paragraph, '(?:人员|公用)(?:经费|支出)[^。;；]{0,40}主要(?:包括|用于)[:：]?[^。;；]+'
            )
        ) as list_text
    from {{ ref('int_paragraphs') }}

),

named as (

    select
        *,
        list_text[:2] as nature,
        regexp_replace(
            unnest(
                string_split(
                    regexp_replace(regexp_extract(list_text, '主要(?:包括|用于)[:：]?(.*)$', 1), ',|，', '、', 'g'), '、'
                )
            ),
            '等$', ''
        ) as name
    from paragraphs

),

codes as (

    select
        code,
        {{ code_name_key("unnest(list_append(string_split(coalesce(aliases, ''), ';'), name))") }} as name_key
    from {{ ref('economic_codes') }}
    where length(code) = 5

),

-- a name may belong to several codes; the list names what it is about
listed as (

    select distinct
        named.*,
        codes.code
    from named
    inner join codes
        on
            {{ code_name_key('named.name') }} = codes.name_key
            and (named.nature = '人员') = (codes.code[:3] in ('301', '303'))

)

select * from listed
