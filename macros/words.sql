{#- Kinds of indicators in the tables of goals: 产出指标, 数量指标, 服务对象满意度指标. The text must be folded. -#}
{% macro names_kind_of_indicator(text) -%}
    regexp_full_match(
        {{ text }},
        '(产出|效益|满意度|成本|数量|质量|时效|(经济|社会|生态)(效益|成本)|可持续影响|服务对象满意度)指标'
    )
{%- endmacro %}

{#- 合计, 小计, 总计 at the end of what is printed. The text must be folded. -#}
{% macro ends_with_total(text) -%}
    regexp_matches({{ text }}, '[合总小]计$')
{%- endmacro %}

{#- A cell that says nothing but that its row is a total. The text must be folded. -#}
{% macro is_total_word(text) -%}
    regexp_full_match({{ text }}, '(合|小|总)计[:]?')
{%- endmacro %}

{#- A row's label that makes it a total: 合计, 收入总计, 本年支出小计. The text must be folded. -#}
{% macro is_total_label(text) -%}
    regexp_matches(
        {{ text }},
        '^(合|总|小)计$|(合计|总计|总计数)[:]?$|^(收入|支出)(合计|总计)|^[当本]年.*小计$'
    )
{%- endmacro %}

{#- A header path in which some level says 合计: 合计, 支出合计/小计. The text must be folded. -#}
{% macro names_total_column(path) -%}
    regexp_matches({{ path }}, '(合计|小计|总计|总额)(/|$)')
{%- endmacro %}

{#- What stands over the level that says 合计 in such a path, else over the last: 一般公共预算/ over 小计. -#}
{% macro above_total_column(path) -%}
    case
        when {{ names_total_column(path) }}
            then regexp_extract({{ path }}, '^(.*?)(?:[^/]*(?:合计|小计|总计|总额))(?:/.*)?$', 1)
        else regexp_extract({{ path }}, '^(.*/)?[^/]*$', 1)
    end
{%- endmacro %}

{#- The year a whole row is about: 2023年预算数. The text must be folded. -#}
{% macro year_of_row(text) -%}
    try_cast(regexp_extract({{ text }}, '^(20[0-9]{2})年(?:度)?(?:预算数?|决算数?)?$', 1) as integer)
{%- endmacro %}

{#- The phase a whole row is about: 预算数, 决算数; `budget` where it does not say which budget. Null for a
    row about anything else. The text must be folded. -#}
{% macro phase_of_row(text) -%}
    case
        when not regexp_full_match({{ text }}, '(20[0-9]{2}年(度)?)?(年初|全年|调整)?(预算|决算|执行)数') then null
        when regexp_matches({{ text }}, '年初') then 'initial'
        when regexp_matches({{ text }}, '全年|调整') then 'adjusted'
        when regexp_matches({{ text }}, '决算|执行') then 'final'
        else 'budget'
    end
{%- endmacro %}

{#- A row of differences between two years. The text must be folded. -#}
{% macro says_change(text) -%}
    regexp_matches({{ text }}, '^(比上年)?增减')
{%- endmacro %}

{#- A line of the outermost level of a list: 一、基本支出. The text must be folded. -#}
{% macro is_numbered_line(text) -%}
    regexp_matches({{ text }}, '^[一二三四五六七八九十]+、')
{%- endmacro %}

{#- The year printed in words: 2023年预算数. -#}
{% macro year_in(text) -%}
    try_cast(regexp_extract({{ text }}, '(20[0-9]{2})年', 1) as integer)
{%- endmacro %}

{#- “三公”经费 by name. -#}
{% macro names_three_public(text) -%}
    regexp_matches({{ text }}, '三公')
{%- endmacro %}

{#- A level of the tree of indicators in the header of goals: 一级指标. The text must be folded. -#}
{% macro is_indicator_level(text) -%}
    regexp_full_match({{ text }}, '[一二三]级指标')
{%- endmacro %}

{#- The words beside which a sheet names the project it is about. -#}
{% macro labels_a_project(text) -%}
    regexp_full_match({{ text }}, '(一级|二级)?项目名称[:：]?')
{%- endmacro %}

{#- The project a title is about, after an aside: （2026年）某某项目支出绩效目标表. -#}
{% macro project_in_title(title) -%}
    nullif(regexp_extract({{ title }}, '^(?:[(（].*?[)）])?(.*?)(?:项目)?(?:支出)?绩效', 1), '')
{%- endmacro %}

{#- 其中：… names a part of the line above, numbered or not. The text must be folded. -#}
{% macro is_part_label(text) -%}
    regexp_matches({{ text }}, '^([(]?[0-9一二三四五六七八九十]+[)、.])?其中')
{%- endmacro %}

{#- 合计 and 总计 by themselves: the total of a table that closes with 人员经费合计 and the like as well. -#}
{% macro is_sole_total_label(text) -%}
    regexp_full_match({{ text }}, '(合计|总计):?')
{%- endmacro %}

{#- 人员经费合计, 基本支出合计: totals of one nature. -#}
{% macro is_nature_total_label(text) -%}
    regexp_matches({{ text }}, '^(人员|公用|基本|项目)[^合]*合计')
{%- endmacro %}

{#- （一） and （1） number the lines under 一、 and 1. -#}
{% macro is_bracketed_line(text) -%}
    regexp_matches({{ text }}, '^[(][0-9一二三四五六七八九十]+[)]')
{%- endmacro %}

{#- The words that head a column of sums. -#}
{% macro total_words() -%}
合计|小计|总计|总额
{%- endmacro %}

{#- How a line of a balance is numbered, from the outermost mark to the innermost: 一、 （一） 1. （1）; null for
    any other line. The text must be folded. -#}
{% macro line_mark(text) -%}
    case
        when regexp_matches({{ text }}, '^[一二三四五六七八九十]+[、.,]') then 'line_1'
        when regexp_matches({{ text }}, '^[(][一二三四五六七八九十]+[)]') then 'line_2'
        when regexp_matches({{ text }}, '^[0-9]{1,2}[、.,][^0-9]') then 'line_3'
        when regexp_matches({{ text }}, '^[(][0-9]{1,2}[)]') then 'line_4'
    end
{%- endmacro %}

{% macro without_line_mark(text) -%}
    regexp_replace(
        {{ text }}, '^([一二三四五六七八九十]+[、.,]|[(][一二三四五六七八九十0-9]+[)]|[0-9]{1,2}[、.,])', ''
    )
{%- endmacro %}

{#- 一、 （一） 1. or （1）: the numbers of lines start, or start again. The text must be folded. -#}
{% macro starts_numbering(text) -%}
    regexp_matches({{ text }}, '^([(]?[一1][)、.,])')
{%- endmacro %}

{#- Lines of money carried over, by their name without a number. -#}
{% macro names_carry_over(name) -%}
    regexp_matches({{ name }}, '(年初|上年|年末|年终|下年).*结[转余]|结[转余].*(下年|上年)')
{%- endmacro %}

{#- Lines that name a purse, by their name without a number. -#}
{% macro names_purse(name) -%}
    regexp_matches({{ name }}, '^(一般公共|政府性基金|国有资本|财政专户|单位资金|公共预算)')
{%- endmacro %}
