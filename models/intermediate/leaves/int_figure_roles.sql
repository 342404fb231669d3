-- Leaf, subtotal or part: only leaves are facts, so that any SUM is right. A figure is a leaf if both
-- its row and its column are.
with row_roles as (

    select * from {{ ref('int_row_roles') }}

),

column_roles as (

    select * from {{ ref('int_column_roles') }}

),

decided as (

    select
        row_roles.figure_id,
        row_roles.row_role,
        case
            when row_roles.row_role = 'subtotal' then 'subtotal'
            when column_roles.column_role = 'leaf' then row_roles.row_role
            else column_roles.column_role
        end as figure_role
    from row_roles
    inner join column_roles on row_roles.figure_id = column_roles.figure_id

)

select * from decided
