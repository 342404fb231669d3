{#- What the names of public bodies end with. -#}
{% macro body_ending() -%}
(局|署|委员会|委|办公室|办|室|中心|厅|院|部|会|社|校|所|队|处|站|团|馆|宫|苑|厂|街道|政府|学院|大学|公司|集团|银行|水库|监狱|学校|基地|联|工委|园|馆|场|台|幼儿园|医院|中学|小学|高中|镇|乡|协|庭|开发区|新区|景区|灌区|保护区)$
{%- endmacro %}

{#- A name without what says which of the body's accounts are meant: （本级） its own, （汇总） those of all its units. -#}
{% macro without_scope(text) -%}
    regexp_replace({{ text }}, '[(（]?(局|厅|委|机关)?(本级|机关本级|本部|机关|汇总|合并|部门|系统|含下属单位)[)）]?$', '')
{%- endmacro %}

{#- The unit a department is beside its others, with its own money alone. -#}
{% macro own_level() -%}
本级
{%- endmacro %}

{#- A unit's name without （本级）, which some tables print and others leave out. -#}
{% macro unit_name_key(text) -%}
    regexp_replace({{ folded(text) }}, '[(]?(本级|机关本级|本部)[)]?$', '')
{%- endmacro %}

{#- What the names under which one body signs have in common: 中国共产党北京市委员会宣传部 is 中共北京市委宣传部. -#}
{% macro body_name_key(text) -%}
    regexp_replace(
        regexp_replace(
            regexp_replace({{ unit_name_key(text) }}, '^中国共产党', '中共'),
            '^中国共产主义青年团', '共青团'
        ),
        '^(中共|共青团)(.+?[省市区县州盟旗])委员会', '\1\2委'
    )
{%- endmacro %}

{#- The key of a body is its region and its name, whatever its names of other years. -#}
{% macro department_key(region_code, body) -%}
    md5(concat_ws('|', coalesce({{ region_code }}, ''), {{ body_name_key(body) }}))[:16]
{%- endmacro %}

{#- A unit is told by its code within its department, else by its name; what names no unit is the department's. -#}
{% macro unit_key(department_id, unit) -%}
    coalesce(md5({{ department_id }} || '|' || {{ unit }})[:16], {{ department_id }})
{%- endmacro %}

{#- Whether a text is a body's name: it ends as such names do, what stands in brackets behind it apart. A project
    with its id (1100T001-某大会), a code and a form nobody filled in are none. -#}
{% macro is_body_name(text) -%}
    (
        regexp_matches(
            regexp_replace({{ unit_name_key(text) }}, '[(].*[)]$', ''),
            '^[\p{Han}"][\p{Han}A-Za-z0-9()"·、]{2,}{{ body_ending() }}'
        )
        and not regexp_matches({{ text }}, '{{ placeholder() }}')
    )
{%- endmacro %}

{#- The code that opens a unit's name in one cell with it: 119001西安市统计局, [242001]…; null for any other text. -#}
{% macro unit_code_before_name(text) -%}
    nullif(regexp_extract({{ folded(text) }}, '^[\[(]?([0-9]{3,9})[\])]?-*\p{Han}', 1), '')
{%- endmacro %}

{% macro without_unit_code(text) -%}
    regexp_replace({{ text }}, '^[\[(（【]?[0-9]{3,9}[\])）】]?[-－—]*', '')
{%- endmacro %}

{#- A name that leaves out its city, 市水利局, as the body it belongs to prints it: 某某市水利局. -#}
{% macro with_place(name, body) -%}
    coalesce(
        nullif(regexp_extract({{ body }}, '^(.+?' || regexp_extract({{ name }}, '^[省市区县州盟旗]') || ')', 1), '')
        || case when regexp_matches({{ name }}, '^[省市区县州盟旗]') then substr({{ name }}, 2) end,
        {{ name }}
    )
{%- endmacro %}

{#- What forms print before the name of the body that fills them in: 部门名称, 编制单位, 预算主管部门. -#}
{% macro body_label() -%}
(?:预算|决算|编制|填报|申报|公开|填制|报送)*(?:主管)?(?:部门|单位)(?:[(（/、]?(?:部门|单位)[)）]?)?(?:名称|全称)?(?:[(（](?:公章|盖章|签章)[)）])?
{%- endmacro %}

{#- How the names of the state's own bodies begin: ministries and the like, which name no place. -#}
{% macro central_body() -%}
^(国家|中华人民共和国|国务院|全国|最高人民|中央|中国|中共中央)
{%- endmacro %}

{#- A year on a cover, in digits or in Chinese numerals: 2023年度, 二〇二三年. -#}
{% macro printed_year() -%}
(?:20[0-9]{2}|二[〇○零0Oo][〇○零一二三四五六七八九0-9Oo]{2})年
{%- endmacro %}

{#- Chinese numerals under a hundred and those of years as digits: 二〇二三年十二月三十一日 is 2023年12月31日. -#}
{% macro digits_of_numerals(text) -%}
    translate(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace({{ text }}, '([二三四五六七八九])十([一二三四五六七八九])', '\1\2', 'g'),
                    '([二三四五六七八九])十', '\1〇', 'g'
                ),
                '十([一二三四五六七八九])', '一\1', 'g'
            ),
            '十', '一〇', 'g'
        ),
        '〇○零Oo一二三四五六七八九', '00000123456789'
    )
{%- endmacro %}

{#- What stands where a name would in a form nobody filled in: XX局, ××单位, 某某部门. -#}
{% macro placeholder() -%}
(?:[XxＸｘ×＊*○〇□_＿]{2,}|某某)
{%- endmacro %}
