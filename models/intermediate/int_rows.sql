-- What a row stands for: its codes, unit, project and label, once per block.
with blocks as (

    select * from {{ ref('int_blocks') }}

),

groups as (

    select * from {{ ref('int_row_groups') }}

),

cells as (

    select * from {{ ref('stg_cells') }}

),

-- merged label cells (类型, 项目单位) stand in their first row only: they hold for all rows they span
labels as (

    select
        blocks.document_id,
        blocks.table_no,
        blocks.block_no,
        blocks.role,
        cells.row_no + spanned.n as row_no,
        min_by(cells.printed_text, blocks.column_no) as label
    from blocks
    inner join cells
        on
            blocks.document_id = cells.document_id
            and blocks.table_no = cells.table_no
            and blocks.column_no between cells.column_no and cells.column_no + cells.column_span - 1
    cross join lateral (select unnest(range(cells.row_span)) as n) as spanned
    where blocks.kind = 'label'
    group by all

),

official as (

    select
        'function' as code_list,
        code,
        name
    from {{ ref('function_codes') }}
    union all
    select
        'economic' as code_list,
        code,
        name
    from {{ ref('economic_codes') }}
    union all
    select
        'government_economic' as code_list,
        code,
        name
    from {{ ref('government_economic_codes') }}

),

-- 509 is both a treasury class and the Jiefang bureau: the name decides
coded as (

    select
        groups.*,
        official.name as official_name,
        length(groups.code) >= 3
        and (
            groups.code_list is null
            or (
                length(groups.code) = 3
                and coalesce(official.name, '') <> groups.name
                and (
                    -- the lists hold every class: any other three digits are a department's
                    official.name is null
                    or regexp_matches(
                        groups.name,
                        '(局|委员会|委|办公室|中心|厅|院|部|会|社|校|所|队|处|站|团|馆|街道办事处|政府|学院|大学|公司)([(（].*[)）])?$'
                    )
                )
            )
        ) as is_unit
    from groups
    left join official on groups.code_list = official.code_list and groups.code = official.code

),

pivoted as (

    select
        labels.document_id,
        labels.table_no,
        labels.block_no,
        labels.row_no,
        max(labels.label) filter (where labels.role = 'project_name') as project_label,
        max(labels.label) filter (where labels.role = 'project_code') as project_code_label,
        max(labels.label) filter (where labels.role = 'project_type') as project_type,
        max(labels.label) filter (where labels.role = 'unit_name') as unit_label,
        max(labels.label) filter (where labels.role = 'unit_code') as unit_code_label,
        max(labels.label) filter (where labels.role in ('name', 'code')) as other_label
    from labels
    group by all

),

group_codes as (

    select
        document_id,
        table_no,
        block_no,
        row_no,
        max(code) filter (where code_list = 'function' and not is_unit) as function_code,
        max(code) filter (where code_list = 'economic' and not is_unit) as economic_code,
        max(code) filter (where code_list = 'government_economic' and not is_unit) as government_economic_code,
        max(code) filter (where is_unit) as unit_code,
        min_by(name, group_no) filter (where name is not null) as first_name,
        max(name) filter (where is_unit) as unit_name
    from coded
    group by all

),

joined as (

    select
        pivoted.*,
        coalesce(
            group_codes.function_code, case when misplaced.code_list = 'function' then misplaced.code end
        ) as function_code,
        coalesce(
            group_codes.economic_code, case when misplaced.code_list = 'economic' then misplaced.code end
        ) as economic_code,
        group_codes.government_economic_code,
        group_codes.first_name,
        case
            when misplaced.code is null
                then regexp_extract({{ folded('pivoted.unit_code_label') }}, '^[0-9]{3,}$')
        end as printed_unit_code,
        coalesce(
            nullif(printed_unit_code, ''),
            group_codes.unit_code,
            case when regexp_full_match(pivoted.project_label, '[0-9]{3,6}') then pivoted.project_label end,
            case when regexp_full_match(pivoted.project_type, '[0-9]{3,6}') then pivoted.project_type end
        ) as row_unit_code,
        group_codes.unit_name
    from pivoted
    left join group_codes
        on
            pivoted.document_id = group_codes.document_id
            and pivoted.table_no = group_codes.table_no
            and pivoted.block_no = group_codes.block_no
            and pivoted.row_no = group_codes.row_no
    -- some forms print items under their unit in one column: 单位代码 | 单位（科目名称）
    left join official as misplaced
        on
            pivoted.unit_code_label = misplaced.code
            and coalesce(group_codes.first_name, pivoted.unit_label) = misplaced.name
            and misplaced.code_list in ('function', 'economic')

),

named as (

    select
        * exclude (row_unit_code, printed_unit_code),
        nullif(row_unit_code, '') as row_unit_code,
        case
            when not regexp_full_match(project_label, '[0-9]{3,6}')
                and not regexp_full_match(coalesce(project_type, ''), '[0-9]{3,6}')
                then project_label
        end as project_name,
        coalesce(
            case when not regexp_full_match(project_label, '[0-9]+') then project_label end,
            first_name,
            unit_label,
            case when not regexp_full_match(other_label, '[0-9]+') then other_label end,
            project_type,
            unit_code_label,
            project_code_label,
            other_label
        ) as row_label
    from joined

),

classified as (

    select
        *,
        regexp_matches({{ folded('row_label') }}, '^(合|总|小)计$|(合计|总计|总计数)[:]?$|^(收入|支出)(合计|总计)')
            as is_total_row,
        function_code is null and economic_code is null and government_economic_code is null
        and row_unit_code is not null as is_unit_row
    from named

)

select * from classified
